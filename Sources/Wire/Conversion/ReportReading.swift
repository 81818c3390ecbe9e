internal import CLandcoverProto

extension MessageReader {
    /// Reads the answer to a status request.
    func report(_ message: Landcover__V1__StatusResponse) throws(WireError) -> StatusReport {
        unsafe StatusReport(
            model: try model(required(message.model, "StatusResponse.model")),
            daemon: try daemon(required(message.daemon, "StatusResponse.daemon"))
        )
    }

    /// Reads what a model is.
    func model(_ message: Landcover__V1__StatusResponse__Model) throws(WireError) -> ModelReport {
        var report = unsafe ModelReport(
            name: try text(message.name, "Model.name"),
            path: try text(message.path, "Model.path"),
            classes: try texts(message.classes, message.n_classes, "Model.classes"),
            inputSide: Int(message.input_side),
            precision: try text(message.precision, "Model.precision"),
            temperature: try finite(message.temperature, "Model.temperature"),
            metadata: try list(message.metadata, message.n_metadata, entry)
        )
        report.generation = unsafe message.generation
        report.loaded = unsafe Duration(microseconds: message.loaded_unix_microseconds)
        report.fileBytes = unsafe message.file_bytes
        return report
    }

    private func entry(
        _ message: Landcover__V1__StatusResponse__Metadata
    ) throws(WireError) -> ModelReport.Entry {
        unsafe ModelReport.Entry(
            key: try text(message.key, "Metadata.key"),
            value: try text(message.value, "Metadata.value")
        )
    }

    private func daemon(
        _ message: Landcover__V1__StatusResponse__Daemon
    ) throws(WireError) -> DaemonReport {
        var report = unsafe DaemonReport(
            version: try text(message.version, "Daemon.version"),
            processID: Int(message.process_id),
            uptime: Duration(microseconds: message.uptime_microseconds)
        )
        report.counters = try unsafe list(message.counters, message.n_counters, counter)
        report.queueDepth = unsafe Int(message.queue_depth)
        report.queueCapacity = unsafe Int(message.queue_capacity)
        report.openConnections = unsafe Int(message.open_connections)
        report.callsInFlight = unsafe Int(message.calls_in_flight)
        report.residentBytes = unsafe message.resident_bytes
        report.workers = unsafe Int(message.workers)
        report.busyWorkers = unsafe Int(message.busy_workers)
        report.inFlightBytes = unsafe message.in_flight_bytes
        report.inFlightCapacity = unsafe message.in_flight_capacity
        return report
    }

    private func counter(
        _ message: Landcover__V1__StatusResponse__Counter
    ) throws(WireError) -> DaemonReport.Counter {
        unsafe DaemonReport.Counter(
            method: try text(message.method, "Counter.method"),
            code: StatusCode(wireNumber: message.code),
            count: message.count
        )
    }
}
