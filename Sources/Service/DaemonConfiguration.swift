import Wire

/// Everything about a daemon that somebody may want to choose.
package struct DaemonConfiguration: Hashable, Sendable {
    /// Where the socket is.
    package var socketPath: String

    /// The `.safetensors` file of the model.
    package var modelPath: String

    /// The threads that compute, or nil for every core.
    package var threads: Int?

    /// Calls that may wait for the worker.
    package var queueCapacity = 256

    /// Bytes of images that waiting calls may hold together.
    package var queuedBytes = 256 << 20

    /// Connections that may be open at once.
    package var maximumConnections = 512

    /// Calls that one connection may have open at once.
    package var callsPerConnection = 256

    /// The longest message a client may send, in bytes.
    package var maximumMessageBytes = Limits.requestBytes

    /// How long a client may take to send the rest of a message it has begun.
    package var frameTimeout = Duration.seconds(10)

    /// How long a drain waits for accepted calls before it closes connections on them.
    package var drainTimeout = Duration.seconds(30)

    /// States a configuration with the usual limits.
    package init(socketPath: String, modelPath: String) {
        self.socketPath = socketPath
        self.modelPath = modelPath
    }
}

extension Duration {
    /// The duration in whole nanoseconds.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
