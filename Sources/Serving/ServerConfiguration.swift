import enum Wire.Limits

/// Where a server listens.
package struct ListeningAddress: Hashable, Sendable {
    /// Where the socket is.
    package var path: String

    /// The listening socket that the service manager made at ``path``, if it did.
    package var passed: Int32?

    /// States where.
    package init(path: String, passed: Int32? = nil) {
        self.path = path
        self.passed = passed
    }
}

/// What the clients of a server may take of it.
package struct ServerLimits: Hashable, Sendable {
    /// Connections that may be open at once.
    package var connections = 512

    /// Calls that one connection may have open at once.
    package var callsPerConnection = 256

    /// The longest message a client may send, in bytes.
    package var messageBytes = Limits.requestBytes

    /// Bytes of large messages that may be in flight, from a message's header to its answer.
    package var inFlightBytes = 256 << 20

    /// How long a client may take to send the rest of a message it has begun.
    package var frameTimeout = Duration.seconds(10)

    /// How long a client may take nothing of the answers that are ready for it.
    package var writeTimeout = Duration.seconds(30)

    /// How long a drain waits for accepted calls before it closes connections on them.
    package var drainTimeout = Duration.seconds(30)

    /// The usual limits.
    package init() {}
}
