package import Wire

extension StatusReport {
    /// The report as one object.
    package var json: JSONValue {
        .object([.init("model", model.json), .init("daemon", daemon.json)])
    }
}

extension ModelReport {
    /// The model as one object.
    var json: JSONValue {
        .object([
            .init("name", .string(name)),
            .init("path", .string(path)),
            .init("classes", .array(classes.map(JSONValue.string))),
            .init("input_side", .integer(Int64(inputSide))),
            .init("precision", .string(precision)),
            .init("temperature", .number(temperature)),
            .init("metadata", .object(metadata.map { .init($0.key, .string($0.value)) })),
            .init("generation", .integer(Int64(clamping: generation))),
            .init("loaded_unix_microseconds", .integer(loaded.wholeMicroseconds)),
            .init("file_bytes", .integer(Int64(clamping: fileBytes))),
        ])
    }
}

extension DaemonReport {
    fileprivate var json: JSONValue {
        .object([
            .init("version", .string(version)),
            .init("process_id", .integer(Int64(processID))),
            .init("uptime_microseconds", .integer(uptime.wholeMicroseconds)),
            .init("resident_bytes", .integer(Int64(clamping: residentBytes))),
            .init("open_connections", .integer(Int64(openConnections))),
            .init("queue_depth", .integer(Int64(queueDepth))),
            .init("queue_capacity", .integer(Int64(queueCapacity))),
            .init("calls_in_flight", .integer(Int64(callsInFlight))),
            .init("in_flight_bytes", .integer(Int64(clamping: inFlightBytes))),
            .init("in_flight_capacity", .integer(Int64(clamping: inFlightCapacity))),
            .init("workers", .integer(Int64(workers))),
            .init("busy_workers", .integer(Int64(busyWorkers))),
            .init("calls", .array(counters.map(\.json))),
        ])
    }
}

extension DaemonReport.Counter {
    fileprivate var json: JSONValue {
        .object([
            .init("method", .string(method)),
            .init("status", .string(code.name)),
            .init("count", .integer(Int64(clamping: count))),
        ])
    }
}
