package import PlainText
package import Wire

extension StatusReport {
    /// The report as one object.
    package var json: JSONValue { .object(fields) }

    /// The fields of ``json``.
    package var fields: [JSONValue.Field] {
        [.init("model", model.json), .init("daemon", daemon.json)]
    }
}

extension ModelReport {
    /// The model as one object.
    package var json: JSONValue {
        .object([
            .init("name", .string(name)),
            .init("path", .string(path)),
            .init("classes", .array(classes.map(JSONValue.string))),
            .init("input_side", .integer(inputSide)),
            .init("precision", .string(precision)),
            .init("temperature", .single(temperature)),
            .init("metadata", .object(metadata.map { .init($0.key, .string($0.value)) })),
            .init("generation", .integer(Int(clamping: generation))),
            .init("loaded_unix_microseconds", .integer(loaded.wholeMicroseconds)),
            .init("file_bytes", .integer(Int(clamping: fileBytes))),
        ])
    }
}

extension DaemonReport {
    fileprivate var json: JSONValue {
        .object([
            .init("version", .string(version)),
            .init("process_id", .integer(processID)),
            .init("uptime_microseconds", .integer(uptime.wholeMicroseconds)),
            .init("resident_bytes", .integer(Int(clamping: residentBytes))),
            .init("open_connections", .integer(openConnections)),
            .init("queue_depth", .integer(queueDepth)),
            .init("queue_capacity", .integer(queueCapacity)),
            .init("calls_in_flight", .integer(callsInFlight)),
            .init("in_flight_bytes", .integer(Int(clamping: inFlightBytes))),
            .init("in_flight_capacity", .integer(Int(clamping: inFlightCapacity))),
            .init("workers", .integer(workers)),
            .init("busy_workers", .integer(busyWorkers)),
            .init("calls", .array(counters.map(\.json))),
        ])
    }
}

extension DaemonReport.Counter {
    fileprivate var json: JSONValue {
        .object([
            .init("method", .string(method)),
            .init("status", .string(code.name)),
            .init("count", .integer(Int(clamping: count))),
        ])
    }
}
