import Glibc
import Landcover
import Serving
import Wire

/// Says how the daemon is doing: to a person, and to Prometheus.
final class DaemonObserver: Sendable {
    private let slot: ModelSlot
    private let dispatcher: Dispatcher
    private let server: Server
    private let statistics: WorkStatistics

    /// Prepares to look at the daemon's parts.
    init(
        slot: ModelSlot,
        dispatcher: Dispatcher,
        server: Server,
        statistics: WorkStatistics
    ) {
        self.slot = slot
        self.dispatcher = dispatcher
        self.server = server
        self.statistics = statistics
    }

    /// The model that answers now.
    var model: ModelReport { slot.current.report }

    /// The answer to `status`.
    var report: StatusReport {
        var daemon = DaemonReport(
            version: Version.current,
            processID: Int(getpid()),
            uptime: server.statistics.uptime
        )
        let snapshot = server.statistics.snapshot
        daemon.counters = snapshot.counters
        daemon.callsInFlight = snapshot.callsInFlight
        daemon.queueDepth = dispatcher.waitingCount
        daemon.queueCapacity = dispatcher.capacity
        daemon.openConnections = server.connections.count
        daemon.residentBytes = ProcessUsage.residentBytes
        daemon.workers = dispatcher.workerCount
        daemon.busyWorkers = dispatcher.busyCount
        daemon.inFlightBytes = UInt64(clamping: server.room.used)
        daemon.inFlightCapacity = UInt64(clamping: server.room.capacity)
        return StatusReport(model: model, daemon: daemon)
    }

    /// One line for `systemctl status`.
    var summary: String {
        let answered = server.statistics.snapshot.callsEnded
        return "\(model.summary); \(answered) calls answered, "
            + "\(dispatcher.waitingCount) waiting, \(server.connections.count) connections"
    }

    /// The answer to `metrics`.
    var metrics: String {
        var text = PrometheusText()
        text.write(server.statistics.snapshot)
        write(statistics.snapshot, to: &text)
        writeLoad(to: &text)
        text.write(server.connections, server.room)
        write(model, to: &text)
        text.writeProcess(startedAt: server.statistics.startTime)
        return text.text
    }

    private func write(_ snapshot: WorkStatistics.Snapshot, to text: inout PrometheusText) {
        text.metric("landcover_jobs_total", .counter, "Jobs done, by the cores that each had.")
        for share in WorkerSchedule.Share.allCases {
            let labels = [("cores", share.label)]
            text.sample("landcover_jobs_total", labels, snapshot.jobs[share] ?? 0)
        }
        let busy = "landcover_worker_busy_seconds_total"
        text.metric(busy, .counter, "Time workers were busy, by the cores that each had.")
        for share in WorkerSchedule.Share.allCases {
            let time = snapshot.busyTimes[share] ?? .zero
            text.sample(busy, [("cores", share.label)], seconds: time)
        }
        text.metric("landcover_opinions_total", .counter, "Second opinions, by how it went.")
        for (code, count) in snapshot.opinions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            text.sample("landcover_opinions_total", [("status", code.name)], count)
        }
        text.metric("landcover_reloads_total", .counter, "Attempts to serve another model.")
        text.sample("landcover_reloads_total", [("result", "done")], snapshot.reloads.done)
        text.sample("landcover_reloads_total", [("result", "failed")], snapshot.reloads.failed)
    }

    private func writeLoad(to text: inout PrometheusText) {
        for (name, help, value) in [
            ("landcover_queue_depth", "Calls that wait for a worker.", dispatcher.waitingCount),
            ("landcover_queue_capacity", "Calls that may wait.", dispatcher.capacity),
            ("landcover_workers", "Threads that each compute a call.", dispatcher.workerCount),
            ("landcover_workers_busy", "Workers that compute now.", dispatcher.busyCount),
        ] {
            text.single(name, .gauge, help, value)
        }
    }

    private func write(_ model: ModelReport, to text: inout PrometheusText) {
        text.metric("landcover_model_info", .gauge, "The model that answers.")
        let labels = [
            ("name", model.name), ("path", model.path), ("precision", model.precision),
            ("input_side", "\(model.inputSide)"),
        ]
        text.sample("landcover_model_info", labels, 1)
        text.single(
            "landcover_model_generation",
            .gauge,
            "1 for the first model, one more for each that replaced it.",
            model.generation
        )
        text.metric("landcover_model_loaded_timestamp_seconds", .gauge, "When it was loaded.")
        text.sample("landcover_model_loaded_timestamp_seconds", seconds: model.loaded)
    }
}

extension WorkerSchedule.Share {
    /// The value of the label `cores`.
    fileprivate var label: String {
        switch self {
        case .everyCore: "all"
        case .oneCore: "one"
        }
    }
}
