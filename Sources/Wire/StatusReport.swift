/// What the daemon is, and how it is doing.
package struct StatusReport: Hashable, Sendable {
    /// The model that answers.
    package let model: ModelReport

    /// The process around it.
    package let daemon: DaemonReport

    /// States a report.
    package init(model: ModelReport, daemon: DaemonReport) {
        self.model = model
        self.daemon = daemon
    }
}

/// The model that answers, as its checkpoint describes it.
package struct ModelReport: Hashable, Sendable {
    /// One thing the checkpoint says of itself, such as its accuracy and the split it was measured on.
    package struct Entry: Hashable, Sendable {
        /// The metadata's key.
        package let key: String

        /// The metadata's value.
        package let value: String

        /// States an entry.
        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// The model's name.
    package var name: String

    /// The checkpoint's file.
    package var path: String

    /// The names of the classes in the model's order.
    package var classes: [String]

    /// Pixels a side of the network's input.
    package var inputSide: Int

    /// The precision of the arithmetic: `f32`, `bf16` or `int8`.
    package var precision: String

    /// What logits are divided by before softmax.
    package var temperature: Float

    /// What the checkpoint says of itself, in its order.
    package var metadata: [Entry]

    /// 1 for the model that the daemon started with, one more for each that replaced it.
    package var generation: UInt64 = 0

    /// When it was loaded, since 1970-01-01 00:00 UTC; in whole microseconds on the wire.
    package var loaded: Duration = .zero

    /// The size of the checkpoint's file, in bytes.
    package var fileBytes: UInt64 = 0

    /// Describes a model.
    package init(
        name: String,
        path: String,
        classes: [String],
        inputSide: Int,
        precision: String,
        temperature: Float,
        metadata: [Entry] = []
    ) {
        self.name = name
        self.path = path
        self.classes = classes
        self.inputSide = inputSide
        self.precision = precision
        self.temperature = temperature
        self.metadata = metadata
    }
}

/// The daemon's process at one moment.
package struct DaemonReport: Hashable, Sendable {
    /// The calls of one method that ended in one way.
    package struct Counter: Hashable, Sendable {
        /// The method's ``Request/Method/name``.
        package let method: String

        /// How the calls ended.
        package let code: StatusCode

        /// How many there were since the start.
        package let count: UInt64

        /// States a count.
        package init(method: String, code: StatusCode, count: UInt64) {
            self.method = method
            self.code = code
            self.count = count
        }
    }

    /// The program's version.
    package var version: String

    /// The process's number.
    package var processID: Int

    /// Time since the start, in whole microseconds on the wire.
    package var uptime: Duration

    /// Calls that ended since the start.
    package var counters: [Counter] = []

    /// Calls that wait for a worker.
    package var queueDepth: Int = 0

    /// Calls that may wait for a worker.
    package var queueCapacity: Int = 0

    /// Connections that are open.
    package var openConnections: Int = 0

    /// Calls accepted and not yet answered, queued ones included.
    package var callsInFlight: Int = 0

    /// Memory the process holds, in bytes.
    package var residentBytes: UInt64 = 0

    /// Threads that each compute a call.
    package var workers: Int = 0

    /// Workers that compute now.
    package var busyWorkers: Int = 0

    /// Large messages that were begun or are not yet answered, in bytes.
    package var inFlightBytes: UInt64 = 0

    /// How much they may be together, in bytes.
    package var inFlightCapacity: UInt64 = 0

    /// Describes a process that has nothing to do; the rest is set field by field.
    package init(version: String, processID: Int, uptime: Duration) {
        self.version = version
        self.processID = processID
        self.uptime = uptime
    }
}
