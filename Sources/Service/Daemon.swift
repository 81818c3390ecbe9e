import Glibc
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Systemd
package import UnixSignals
import Wire

/// The daemon: loads the model, listens, answers, and on a graceful shutdown finishes what it has
/// accepted.
package struct Daemon: ServiceLifecycle.Service {
    private let configuration: DaemonConfiguration
    private let reloadSignals: UnixSignalsSequence?
    private let logger: Logger

    /// How long each stage of loading a model may take before the service manager loses patience.
    private static let timeForStage = Duration.seconds(60)

    /// Prepares a daemon; nothing happens before ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: What was chosen.
    ///   - reloadSignals: Each has the model's file read again.
    ///   - logger: Where events go.
    package init(
        _ configuration: DaemonConfiguration,
        reloadSignals: UnixSignalsSequence? = nil,
        logger: Logger
    ) {
        self.configuration = configuration
        self.reloadSignals = reloadSignals
        self.logger = logger
    }

    /// Serves until a graceful shutdown.
    ///
    /// Clients are answered once the model is loaded and warm, not before.
    ///
    /// - Throws: ``DaemonError`` when it cannot start.
    package func run() async throws {
        let started = ContinuousClock.now
        // One loop serves every connection: its work for a call is microseconds.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await Listener(configuration, on: group)
        let statistics = Statistics()
        let cores = configuration.threads
        let schedule = WorkerSchedule(cores: cores, parallelism: configuration.parallelism)
        let team = ServedModel.Team(cores: cores, schedule: schedule)
        let slot = ModelSlot(try await load(team))
        let dispatcher = Dispatcher(capacity: configuration.queueCapacity, schedule: schedule)
        let workers = WorkerPool(dispatcher, slot, statistics)
        let reloader = ModelReloader(slot, team: team, statistics: statistics, logger: logger)
        let connections = ConnectionRegistry(capacity: configuration.maximumConnections)
        let room = MessageRoom(capacity: configuration.inFlightBytes)
        let observer = DaemonObserver(
            slot: slot,
            dispatcher: dispatcher,
            room: room,
            connections: connections,
            statistics: statistics
        )
        let router = CallRouter(
            dispatcher: dispatcher,
            reloader: reloader,
            observer: observer,
            statistics: statistics
        )
        try await Self.test(dispatcher)
        let channel = try await listener.listen(
            gate(router, room, connections, statistics)
        )
        announce(slot.current.report, listener, after: .now - started)
        let watchdog = Watchdog(dispatcher, observer, logger: logger).start(on: group.next())

        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { [reloadSignals] in
                guard let reloadSignals else { return }
                for await signal in reloadSignals.cancelOnGracefulShutdown() {
                    let call = PendingCall(accepted: .now) { _ in }
                    _ = reloader.reload(nil, origin: "\(signal)", for: call)
                }
            }
            try await withGracefulShutdownHandler {
                try await channel.closeFuture.get()
            } onGracefulShutdown: {
                channel.close(promise: nil)
            }
            tasks.cancelAll()
        }

        listener.release()
        ServiceManager.tell(.stopping, .status("finishing the calls that were accepted"))
        logger.info("draining", metadata: ["connections": "\(connections.count)"])
        await connections.drain(
            Status(.unavailable, "the daemon is stopping; call again when it is back"),
            within: .nanoseconds(configuration.drainTimeout.nanoseconds),
            on: group.next()
        )
        watchdog.cancel()
        try await reloader.stop()
        try await workers.stop()
        try await group.shutdownGracefully()
        logger.info("stopped")
    }

    /// Loads the model on a thread that may take its time, and asks the service manager for it.
    private func load(_ team: ServedModel.Team) async throws -> ServedModel {
        let path = configuration.modelPath
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let result = try await thread.runIfActive { () -> Result<ServedModel, DaemonError> in
            Result { () throws(DaemonError) in
                try ServedModel(path: path, generation: 1, team: team) { stage in
                    ServiceManager.tell(
                        .status("\(stage.rawValue): \(path)"),
                        .needsTime(Self.timeForStage)
                    )
                }
            }
        }
        try await thread.shutdownGracefully()
        return try result.get()
    }

    /// Sees that a worker answers, by the way that every call takes.
    private static func test(_ dispatcher: Dispatcher) async throws {
        let response = await withCheckedContinuation { continuation in
            let call = PendingCall(accepted: .now) { continuation.resume(returning: $0) }
            _ = dispatcher.admit(Job(.selfTest, from: .daemon, for: call))
        }
        guard response.status.code == .ok else {
            throw DaemonError.model(reason: response.status.message)
        }
    }

    /// Prepares what is done with each new connection.
    private func gate(
        _ router: CallRouter,
        _ room: MessageRoom,
        _ connections: ConnectionRegistry,
        _ statistics: Statistics
    ) -> @Sendable (any Channel) throws -> Void {
        let counter = ConnectionCounter()
        return { [configuration, logger] channel in
            let client = ClientID(counter.next())
            var logger = logger
            logger[metadataKey: "connection"] = "\(client.number)"
            let isWelcome = connections.add(channel)
            statistics.connected(refused: !isWelcome)
            try channel.pipeline.syncOperations.addHandlers(
                SlowReaderGuard(
                    client,
                    router,
                    patience: .nanoseconds(configuration.writeTimeout.nanoseconds),
                    logger: logger
                ),
                ConnectionHandler(
                    client,
                    router,
                    room,
                    configuration: configuration,
                    refusal: isWelcome ? nil : connections.refusal,
                    logger: logger
                )
            )
        }
    }

    private func announce(_ model: ModelReport, _ listener: Listener, after time: Duration) {
        ServiceManager.tell(.ready, .status(model.summary))
        logger.info(
            "ready",
            metadata: [
                "socket": "\(listener.path)", "model": "\(model.path)",
                "classes": "\(model.classes.count)", "input": "\(model.inputSide)",
                "precision": "\(model.precision)", "took": "\(time)",
            ]
        )
    }
}
