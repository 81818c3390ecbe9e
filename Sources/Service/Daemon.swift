import Glibc
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Wire

/// The daemon: loads the model, listens, answers, and on a graceful shutdown finishes what it has
/// accepted.
package struct Daemon: ServiceLifecycle.Service {
    private let configuration: DaemonConfiguration
    private let logger: Logger

    /// Prepares a daemon; nothing happens before ``run()``.
    package init(_ configuration: DaemonConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until a graceful shutdown.
    ///
    /// Clients can connect once the model is loaded and warm, not before.
    ///
    /// - Throws: ``DaemonError`` when it cannot start.
    package func run() async throws {
        let started = ContinuousClock.now
        // One loop serves every connection: its work for a call is microseconds.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let claim = try await SocketClaim(configuration.socketPath, using: group)
        let queue = JobQueue(
            capacity: configuration.queueCapacity,
            byteCapacity: configuration.queuedBytes
        )
        let compute = ComputeThread(queue)
        let model = try await compute.start(
            modelPath: configuration.modelPath,
            threads: configuration.threads,
            on: group.next()
        )
        let connections = ConnectionRegistry(capacity: configuration.maximumConnections)
        let router = CallRouter(
            queue: queue,
            model: model,
            statistics: Statistics(),
            connections: connections
        )
        let listener = try await listen(claim, router, connections, on: group)
        logger.info(
            "ready",
            metadata: [
                "socket": "\(claim.path)", "model": "\(model.path)",
                "classes": "\(model.classes.count)", "input": "\(model.inputSide)",
                "precision": "\(model.precision)", "took": "\(ContinuousClock.now - started)",
            ]
        )
        try await withGracefulShutdownHandler {
            try await listener.closeFuture.get()
        } onGracefulShutdown: {
            listener.close(promise: nil)
        }
        claim.release()
        logger.info("draining", metadata: ["connections": "\(connections.count)"])
        await connections.drain(
            Status(.unavailable, "the daemon is stopping; call again when it is back"),
            within: .nanoseconds(configuration.drainTimeout.nanoseconds),
            on: group.next()
        )
        try await compute.stop()
        try await group.shutdownGracefully()
        logger.info("stopped")
    }

    private func listen(
        _ claim: SocketClaim,
        _ router: CallRouter,
        _ connections: ConnectionRegistry,
        on group: any EventLoopGroup
    ) async throws -> any Channel {
        // Owner and group may connect: connecting takes the right to write. The mask holds from the
        // first moment that the socket exists.
        let mask = umask(0o117)
        defer { umask(mask) }
        let counter = ConnectionCounter()
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1024)
                .childChannelInitializer { [configuration, logger] channel in
                    channel.eventLoop.makeCompletedFuture {
                        var logger = logger
                        logger[metadataKey: "connection"] = "\(counter.next())"
                        let handler = ConnectionHandler(
                            router,
                            configuration: configuration,
                            refusal: connections.add(channel) ? nil : connections.refusal,
                            logger: logger
                        )
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .bind(unixDomainSocketPath: claim.path)
                .get()
        } catch {
            throw DaemonError.socket(
                path: claim.path,
                operation: "listen",
                reason: String(describing: error)
            )
        }
    }
}
