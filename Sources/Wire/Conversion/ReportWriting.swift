internal import CLandcoverProto

extension MessageWriter {
    /// Makes the answer to a status request.
    mutating func report(
        _ report: StatusReport
    ) -> UnsafeMutablePointer<Landcover__V1__StatusResponse> {
        let message = unsafe message(landcover__v1__status_response__init)
        unsafe message.pointee.model = model(report.model)
        unsafe message.pointee.daemon = daemon(report.daemon)
        return unsafe message
    }

    /// Makes the description of a model.
    mutating func model(
        _ model: ModelReport
    ) -> UnsafeMutablePointer<Landcover__V1__StatusResponse__Model> {
        let message = unsafe message(landcover__v1__status_response__model__init)
        unsafe message.pointee.name = text(model.name)
        unsafe message.pointee.path = text(model.path)
        unsafe message.pointee.n_classes = model.classes.count
        unsafe message.pointee.classes = texts(model.classes)
        unsafe message.pointee.input_side = UInt32(clamping: model.inputSide)
        unsafe message.pointee.precision = text(model.precision)
        unsafe message.pointee.temperature = model.temperature
        var entries: [UnsafeMutablePointer<Landcover__V1__StatusResponse__Metadata>?] = unsafe []
        for item in model.metadata {
            let entry = unsafe self.message(landcover__v1__status_response__metadata__init)
            unsafe entry.pointee.key = text(item.key)
            unsafe entry.pointee.value = text(item.value)
            unsafe entries.append(entry)
        }
        unsafe message.pointee.n_metadata = unsafe entries.count
        unsafe message.pointee.metadata = array(entries)
        unsafe message.pointee.generation = model.generation
        unsafe message.pointee.loaded_unix_microseconds = model.loaded.wireMicroseconds
        unsafe message.pointee.file_bytes = model.fileBytes
        return unsafe message
    }

    private mutating func daemon(
        _ daemon: DaemonReport
    ) -> UnsafeMutablePointer<Landcover__V1__StatusResponse__Daemon> {
        let message = unsafe message(landcover__v1__status_response__daemon__init)
        unsafe message.pointee.version = text(daemon.version)
        unsafe message.pointee.process_id = UInt32(clamping: daemon.processID)
        unsafe message.pointee.uptime_microseconds = daemon.uptime.wireMicroseconds
        var counters: [UnsafeMutablePointer<Landcover__V1__StatusResponse__Counter>?] = unsafe []
        for item in daemon.counters {
            let counter = unsafe self.message(landcover__v1__status_response__counter__init)
            unsafe counter.pointee.method = text(item.method)
            unsafe counter.pointee.code = item.code.rawValue
            unsafe counter.pointee.count = item.count
            unsafe counters.append(counter)
        }
        unsafe message.pointee.n_counters = unsafe counters.count
        unsafe message.pointee.counters = array(counters)
        unsafe message.pointee.queue_depth = UInt32(clamping: daemon.queueDepth)
        unsafe message.pointee.queue_capacity = UInt32(clamping: daemon.queueCapacity)
        unsafe message.pointee.open_connections = UInt32(clamping: daemon.openConnections)
        unsafe message.pointee.calls_in_flight = UInt32(clamping: daemon.callsInFlight)
        unsafe message.pointee.resident_bytes = daemon.residentBytes
        unsafe message.pointee.workers = UInt32(clamping: daemon.workers)
        unsafe message.pointee.busy_workers = UInt32(clamping: daemon.busyWorkers)
        unsafe message.pointee.in_flight_bytes = daemon.inFlightBytes
        unsafe message.pointee.in_flight_capacity = daemon.inFlightCapacity
        return unsafe message
    }
}
