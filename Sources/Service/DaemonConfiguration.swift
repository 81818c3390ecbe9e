import Wire

/// Everything about a daemon that somebody may want to choose.
package struct DaemonConfiguration: Hashable, Sendable {
    /// Where the socket is.
    package var socketPath: String

    /// The listening socket that the service manager made at ``socketPath``, if it did.
    package var passedSocket: Int32?

    /// The `.safetensors` file of the model.
    package var modelPath: String

    /// The cores that compute.
    package var threads: Int

    /// How calls share the cores.
    package var parallelism = WorkerSchedule.Parallelism.adaptive

    /// Calls that may wait for a worker.
    package var queueCapacity = 256

    /// Bytes of large messages that may be in flight, from a message's header to its answer.
    package var inFlightBytes = 256 << 20

    /// Connections that may be open at once.
    package var maximumConnections = 512

    /// Calls that one connection may have open at once.
    package var callsPerConnection = 256

    /// The longest message a client may send, in bytes.
    package var maximumMessageBytes = Limits.requestBytes

    /// How long a client may take to send the rest of a message it has begun.
    package var frameTimeout = Duration.seconds(10)

    /// How long a client may take nothing of the answers that are ready for it.
    package var writeTimeout = Duration.seconds(30)

    /// How long a drain waits for accepted calls before it closes connections on them.
    package var drainTimeout = Duration.seconds(30)

    /// States a configuration with the usual limits.
    package init(socketPath: String, modelPath: String, threads: Int) {
        self.socketPath = socketPath
        self.modelPath = modelPath
        self.threads = threads
    }
}

extension Duration {
    /// The duration in whole nanoseconds.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
