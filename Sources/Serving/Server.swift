package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle
package import Wire

/// A server of the protocol on a Unix-domain socket: connections, limits, counting and draining.
///
/// Its life: claim the socket, ``listen(for:)`` once calls can be answered, ``serve()`` until a
/// graceful shutdown, ``drain(_:)``, and ``stop()``.
package struct Server: Sendable {
    /// What is counted of its calls.
    package let statistics = CallStatistics()

    /// The connections that are open.
    package let connections: ConnectionRegistry

    /// The room for large messages.
    package let room: MessageRoom

    private let group: MultiThreadedEventLoopGroup
    private let listener: Listener
    private let limits: ServerLimits
    private let logger: Logger

    /// Makes sure that there is a socket to listen on; does not listen yet.
    ///
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - limits: What clients may take.
    ///   - logger: Where events go.
    /// - Throws: ``ListeningError`` when somebody listens there, or something else is in the way.
    package init(_ address: ListeningAddress, limits: ServerLimits, logger: Logger) async throws {
        // One loop serves every connection: its work for a call is microseconds.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        listener = try await Listener(address, on: group)
        connections = ConnectionRegistry(capacity: limits.connections)
        room = MessageRoom(capacity: limits.inFlightBytes)
        self.limits = limits
        self.logger = logger
    }

    /// Where clients connect.
    package var path: String { listener.path }

    /// The loop that serves every connection.
    package var eventLoop: any EventLoop { group.any() }

    /// Listens, and brings every call to `router`.
    ///
    /// - Returns: What is listened on.
    /// - Throws: ``ListeningError``.
    package func listen(for router: any CallRouting) async throws -> any Channel {
        let counter = ConnectionCounter()
        let journal = CallJournal(statistics: statistics)
        return try await listener.listen { [connections, room, limits, logger] channel in
            let client = ClientID(counter.next())
            var logger = logger
            logger[metadataKey: "connection"] = "\(client.number)"
            let isWelcome = connections.add(channel)
            journal.connected(refused: !isWelcome)
            try channel.pipeline.syncOperations.addHandlers(
                SlowReaderGuard(
                    client,
                    router,
                    journal,
                    patience: TimeAmount(limits.writeTimeout),
                    logger: logger
                ),
                ConnectionHandler(
                    client,
                    router,
                    journal,
                    room,
                    limits: limits,
                    refusal: isWelcome ? nil : connections.refusal,
                    logger: logger
                )
            )
        }
    }

    /// Accepts connections until a graceful shutdown; then nothing listens any more.
    package func serve(on channel: any Channel) async throws {
        try await withGracefulShutdownHandler {
            try await channel.closeFuture.get()
        } onGracefulShutdown: {
            channel.close(promise: nil)
        }
        listener.release()
    }

    /// Sends every client away, and waits until each has had the answers it is owed.
    ///
    /// - Parameter status: What the clients are told.
    package func drain(_ status: Status) async {
        logger.info("draining", metadata: ["connections": "\(connections.count)"])
        await connections.drain(status, within: TimeAmount(limits.drainTimeout), on: eventLoop)
    }

    /// Ends the event loop.
    package func stop() async throws {
        try await group.shutdownGracefully()
    }
}
