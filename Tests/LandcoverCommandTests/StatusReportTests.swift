import AnswerJSON
import LandcoverCommand
import PlainText
import Testing
import Wire

@Suite struct `The status report` {
    private let report: StatusReport = {
        var daemon = DaemonReport(version: "0.1.0", processID: 71, uptime: .seconds(192))
        daemon.counters = [.init(method: "classify", code: .ok, count: 500)]
        daemon.queueDepth = 2
        daemon.queueCapacity = 256
        daemon.openConnections = 3
        daemon.callsInFlight = 4
        daemon.residentBytes = 150 << 20
        daemon.workers = 2
        daemon.busyWorkers = 1
        daemon.inFlightBytes = 5 << 20
        daemon.inFlightCapacity = 256 << 20
        var model = ModelReport(
            name: "eurosat-resnet50",
            path: "Models/m.safetensors",
            classes: ["Forest", "River"],
            inputSide: 128,
            precision: "f32",
            temperature: 1,
            metadata: [.init(key: "accuracy", value: "96.1 % on val")]
        )
        model.generation = 3
        model.loaded = .seconds(1_700_000_000)
        model.fileBytes = 47_400_112
        return StatusReport(model: model, daemon: daemon)
    }()

    @Test func `a person gets two columns`() {
        #expect(
            report.table == """
                model        eurosat-resnet50 (Models/m.safetensors)
                classes      2: Forest, River
                input        128 x 128 pixels
                precision    f32
                temperature  1.0
                accuracy     96.1 % on val
                generation   3, loaded 2023-11-14T22:13:20Z
                daemon       landcoverd 0.1.0, process 71
                uptime       3 min 12 s
                memory       150 MiB
                connections  3
                queue        2 of 256 places taken
                in flight    4, 5 of 256 MiB
                workers      1 of 2 busy
                classify OK  500

                """
        )
    }

    @Test func `a program gets every number`() {
        #expect(
            report.json.text
                == #"{"model":{"name":"eurosat-resnet50","path":"Models/m.safetensors","#
                + #""classes":["Forest","River"],"input_side":128,"precision":"f32","#
                + #""temperature":1.0,"metadata":{"accuracy":"96.1 % on val"},"#
                + #""generation":3,"loaded_unix_microseconds":1700000000000000,"#
                + #""file_bytes":47400112},"#
                + #""daemon":{"version":"0.1.0","process_id":71,"uptime_microseconds":192000000,"#
                + #""resident_bytes":157286400,"open_connections":3,"queue_depth":2,"#
                + #""queue_capacity":256,"calls_in_flight":4,"#
                + #""in_flight_bytes":5242880,"in_flight_capacity":268435456,"#
                + #""workers":2,"busy_workers":1,"#
                + #""calls":[{"method":"classify","status":"OK","count":500}]}}"#
        )
    }
}
