package import Landcover

/// What was chosen for the gateway.
package struct GatewayConfiguration: Sendable {
    /// Where to listen; port 0 takes a free one.
    package var address = ListenAddress.usual

    /// Names besides `localhost` and addresses that browsers may know this server by.
    package var hostNames: [String] = []

    /// Where the daemon's socket may be.
    package var daemon: SocketPath

    /// What clients may take.
    package var limits = GatewayLimits()

    /// States the usual configuration.
    package init(daemon: SocketPath) {
        self.daemon = daemon
    }
}

/// What the gateway's clients may take of it.
package struct GatewayLimits: Hashable, Sendable {
    /// The longest body of a request, in bytes.
    package var uploadBytes = 32 << 20

    /// Bodies that are held at once, in bytes together.
    package var bytesInFlight = 256 << 20

    /// Connections at once; more wait until others end.
    package var connections = 1024

    /// How long a request's header may take to come, from the connection's start.
    package var headTimeout = Duration.seconds(15)

    /// How long a connection may be without a request.
    package var idleTimeout = Duration.seconds(75)

    /// How long a request's body may take to come.
    package var bodyTimeout = Duration.seconds(60)

    /// How long the daemon may take for an answer.
    package var callTimeout = Duration.seconds(30)

    /// How long the other model may take for an opinion.
    package var opinionTimeout = Duration.seconds(60)

    /// How long a stop waits for requests that were begun.
    package var drainTimeout = Duration.seconds(30)

    /// States the usual limits.
    package init() {}
}
