import Landcover
import Wire

extension PrometheusText {
    /// Writes what any server counts and measures: its calls and its connections.
    package mutating func write(_ snapshot: CallStatistics.Snapshot) {
        metric("landcover_calls_total", .counter, "Calls that ended, by method and status.")
        for counter in snapshot.counters {
            let labels = [("method", counter.method), ("status", counter.code.name)]
            sample("landcover_calls_total", labels, counter.count)
        }
        single(
            "landcover_calls_in_flight",
            .gauge,
            "Calls accepted and not yet answered.",
            snapshot.callsInFlight
        )
        let duration = "landcover_call_duration_seconds"
        metric(duration, .histogram, "From a call's acceptance to its answer.")
        for (method, histogram) in snapshot.durations.sorted(by: { $0.key < $1.key }) {
            samples(duration, [("method", method)], of: histogram)
        }
        let stages = "landcover_call_stage_duration_seconds"
        metric(stages, .histogram, "Where computed calls spent their time.")
        for (stage, histogram) in snapshot.stages.sorted(by: {
            ($0.key.method, $0.key.name) < ($1.key.method, $1.key.name)
        }) {
            samples(stages, [("method", stage.method), ("stage", stage.name)], of: histogram)
        }
        metric("landcover_connections_total", .counter, "Connections, by what became of them.")
        let connections = snapshot.connections
        let served = connections.accepted - connections.refused
        for (result, count) in [
            ("served", served), ("refused", connections.refused), ("stalled", connections.stalled),
        ] {
            sample("landcover_connections_total", [("result", result)], count)
        }
    }

    /// Writes what a server's connections take, and may take.
    package mutating func write(_ connections: ConnectionRegistry, _ room: MessageRoom) {
        for (name, help, value) in [
            ("landcover_in_flight_bytes", "Large messages not yet answered.", room.used),
            ("landcover_in_flight_capacity_bytes", "How much they may be.", room.capacity),
            ("landcover_connections", "Connections that are open.", connections.count),
            ("landcover_connections_capacity", "How many may be.", connections.capacity),
        ] {
            single(name, .gauge, help, value)
        }
    }

    /// Writes what the process takes of the machine.
    ///
    /// - Parameter startTime: When it started, since 1970-01-01 00:00 UTC.
    package mutating func writeProcess(startedAt startTime: Duration) {
        metric("landcover_build_info", .gauge, "The program's version.")
        sample("landcover_build_info", [("version", Version.current)], 1)
        single(
            "process_resident_memory_bytes",
            .gauge,
            "Resident memory.",
            ProcessUsage.residentBytes
        )
        single("process_open_fds", .gauge, "Open descriptors.", ProcessUsage.openDescriptors)
        metric("process_cpu_seconds_total", .counter, "Time that its threads computed.")
        sample("process_cpu_seconds_total", seconds: ProcessUsage.processorTime)
        metric("process_start_time_seconds", .gauge, "When the process started.")
        sample("process_start_time_seconds", seconds: startTime)
    }
}
