import Glibc
import Landcover
import Wire

/// Says how the daemon is doing: to a person, and to Prometheus.
final class DaemonObserver: Sendable {
    private let slot: ModelSlot
    private let dispatcher: Dispatcher
    private let room: MessageRoom
    private let connections: ConnectionRegistry
    private let statistics: Statistics

    /// Prepares to look at the daemon's parts.
    init(
        slot: ModelSlot,
        dispatcher: Dispatcher,
        room: MessageRoom,
        connections: ConnectionRegistry,
        statistics: Statistics
    ) {
        self.slot = slot
        self.dispatcher = dispatcher
        self.room = room
        self.connections = connections
        self.statistics = statistics
    }

    /// The model that answers now.
    var model: ModelReport { slot.current.report }

    /// The answer to `status`.
    var report: StatusReport {
        var daemon = DaemonReport(
            version: Version.current,
            processID: Int(getpid()),
            uptime: statistics.uptime
        )
        let snapshot = statistics.snapshot
        daemon.counters = snapshot.counters
        daemon.callsInFlight = snapshot.callsInFlight
        daemon.queueDepth = dispatcher.waitingCount
        daemon.queueCapacity = dispatcher.capacity
        daemon.openConnections = connections.count
        daemon.residentBytes = ProcessUsage.residentBytes
        daemon.workers = dispatcher.workerCount
        daemon.busyWorkers = dispatcher.busyCount
        daemon.inFlightBytes = UInt64(clamping: room.used)
        daemon.inFlightCapacity = UInt64(clamping: room.capacity)
        return StatusReport(model: model, daemon: daemon)
    }

    /// One line for `systemctl status`.
    var summary: String {
        let answered = statistics.snapshot.endings.values.reduce(0, +)
        return "\(model.summary); \(answered) calls answered, "
            + "\(dispatcher.waitingCount) waiting, \(connections.count) connections"
    }

    /// The answer to `metrics`.
    var metrics: String {
        var text = PrometheusText()
        write(statistics.snapshot, to: &text)
        writeLoad(to: &text)
        write(model, to: &text)
        writeProcess(to: &text)
        return text.text
    }

    private func write(_ snapshot: Statistics.Snapshot, to text: inout PrometheusText) {
        text.metric("landcover_calls_total", .counter, "Calls that ended, by method and status.")
        for counter in snapshot.counters {
            let labels = [("method", counter.method), ("status", counter.code.name)]
            text.sample("landcover_calls_total", labels, counter.count)
        }
        text.single(
            "landcover_calls_in_flight",
            .gauge,
            "Calls accepted and not yet answered.",
            snapshot.callsInFlight
        )
        let duration = "landcover_call_duration_seconds"
        text.metric(duration, .histogram, "From a call's acceptance to its answer.")
        for (method, histogram) in snapshot.durations.sorted(by: { $0.key < $1.key }) {
            text.samples(duration, [("method", method)], of: histogram)
        }
        let stages = "landcover_call_stage_duration_seconds"
        text.metric(stages, .histogram, "Where computed calls spent their time.")
        for (stage, histogram) in snapshot.stages.sorted(by: {
            ($0.key.method, $0.key.name) < ($1.key.method, $1.key.name)
        }) {
            text.samples(stages, [("method", stage.method), ("stage", stage.name)], of: histogram)
        }
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
        text.metric("landcover_connections_total", .counter, "Connections, by what became of them.")
        let connections = snapshot.connections
        let served = connections.accepted - connections.refused
        for (result, count) in [
            ("served", served), ("refused", connections.refused), ("stalled", connections.stalled),
        ] {
            text.sample("landcover_connections_total", [("result", result)], count)
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
            ("landcover_in_flight_bytes", "Large messages not yet answered.", room.used),
            ("landcover_in_flight_capacity_bytes", "How much they may be.", room.capacity),
            ("landcover_connections", "Connections that are open.", connections.count),
            ("landcover_connections_capacity", "How many may be.", connections.capacity),
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

    private func writeProcess(to text: inout PrometheusText) {
        text.metric("landcover_build_info", .gauge, "The daemon's version.")
        text.sample("landcover_build_info", [("version", Version.current)], 1)
        text.single(
            "process_resident_memory_bytes",
            .gauge,
            "Resident memory.",
            ProcessUsage.residentBytes
        )
        text.single("process_open_fds", .gauge, "Open descriptors.", ProcessUsage.openDescriptors)
        text.metric("process_cpu_seconds_total", .counter, "Time that its threads computed.")
        text.sample("process_cpu_seconds_total", seconds: ProcessUsage.processorTime)
        text.metric("process_start_time_seconds", .gauge, "When the daemon started.")
        text.sample("process_start_time_seconds", seconds: statistics.startTime)
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
