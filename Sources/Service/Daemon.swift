import Glibc
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Serving
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
    /// - Throws: ``ListeningError`` or ``UnservableModel`` when it cannot start.
    package func run() async throws {
        let started = ContinuousClock.now
        let server = try await Server(
            configuration.address,
            limits: configuration.limits,
            logger: logger
        )
        let statistics = WorkStatistics()
        let cores = configuration.threads
        let schedule = WorkerSchedule(cores: cores, parallelism: configuration.parallelism)
        let team = ServedModel.Team(cores: cores, schedule: schedule)
        let slot = ModelSlot(try await load(team))
        let dispatcher = Dispatcher(capacity: configuration.queueCapacity, schedule: schedule)
        let workers = WorkerPool(dispatcher, slot, statistics)
        let reloader = ModelReloader(slot, team: team, statistics: statistics, logger: logger)
        let observer = DaemonObserver(
            slot: slot,
            dispatcher: dispatcher,
            server: server,
            statistics: statistics
        )
        let link = OpinionLink(configuration.opinionPath, on: server.eventLoop)
        let router = CallRouter(
            dispatcher: dispatcher,
            comparer: Comparer(dispatcher: dispatcher, link: link, statistics: statistics),
            reloader: reloader,
            observer: observer
        )
        try await Self.test(dispatcher)
        let channel = try await server.listen(for: router)
        announce(slot.current.report, at: server.path, after: .now - started)
        let watchdog = Watchdog(dispatcher, observer, logger: logger).start(on: server.eventLoop)

        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { [reloadSignals] in
                guard let reloadSignals else { return }
                for await signal in reloadSignals.cancelOnGracefulShutdown() {
                    let call = PendingCall(accepted: .now) { _ in }
                    _ = reloader.reload(nil, origin: "\(signal)", for: call)
                }
            }
            try await server.serve(on: channel)
            tasks.cancelAll()
        }

        ServiceManager.tell(.stopping, .status("finishing the calls that were accepted"))
        await server.drain(
            Status(.unavailable, "the daemon is stopping; call again when it is back")
        )
        await link.close()
        watchdog.cancel()
        try await reloader.stop()
        try await workers.stop()
        try await server.stop()
        logger.info("stopped")
    }

    /// Loads the model on a thread that may take its time, and asks the service manager for it.
    private func load(_ team: ServedModel.Team) async throws -> ServedModel {
        let path = configuration.modelPath
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let result = try await thread.runIfActive { () -> Result<ServedModel, UnservableModel> in
            Result { () throws(UnservableModel) in
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
            _ = dispatcher.admit(Job(.selfTest, from: .server, for: call))
        }
        guard response.status.code == .ok else {
            throw UnservableModel(reason: response.status.message)
        }
    }

    private func announce(_ model: ModelReport, at path: String, after time: Duration) {
        ServiceManager.tell(.ready, .status(model.summary))
        logger.info(
            "ready",
            metadata: [
                "socket": "\(path)", "model": "\(model.path)",
                "classes": "\(model.classes.count)", "input": "\(model.inputSide)",
                "precision": "\(model.precision)", "took": "\(time)",
            ]
        )
    }
}
