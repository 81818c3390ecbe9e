import Curl
import Logging
import NIOCore
import SecondOpinion
import ServiceLifecycle
import Serving
import Systemd
import Wire

/// The process that asks another model: listens, answers, and leaves when nobody asks any more.
struct OpinionDaemon: ServiceLifecycle.Service {
    /// What was chosen.
    struct Configuration: Sendable {
        /// Where it listens.
        var address: ListeningAddress
        /// What its clients may take of it.
        var limits = ServerLimits()
        /// Whom to ask, and how.
        var settings: OpinionSettings
        /// What tokens cost.
        var prices: PriceTable
        /// Certificates to trust; nil for the system's.
        var authorities: String?
        /// How long to wait for a call before leaving; nil stays.
        var idleLimit: Duration?
    }

    private let configuration: Configuration
    private let key: APIKeySearch
    private let logger: Logger

    /// How often the service manager is told how it is going, and idleness is looked for.
    private static let interval = Duration.seconds(5)

    /// Prepares a daemon; nothing happens before ``run()``.
    init(_ configuration: Configuration, key: APIKeySearch, logger: Logger) {
        self.configuration = configuration
        self.key = key
        self.logger = logger
    }

    /// Serves until a graceful shutdown, or until nobody has called for a while.
    func run() async throws {
        let server = try await Server(
            configuration.address,
            limits: configuration.limits,
            logger: logger
        )
        var options = HTTPClient.Options()
        if let path = configuration.authorities { options.trust = .authorities(path: path) }
        let client = try HTTPClient(options)
        let service = OpinionService(
            settings: configuration.settings,
            key: key,
            transport: CurlTransport(client: client),
            seed: .random(in: 0...UInt64.max)
        ) { [logger] sentence in logger.notice("\(sentence)") }
        let observer = OpinionObserver(
            server: server,
            service: service,
            model: configuration.settings.model
        )
        let router = OpinionRouter(
            service: service,
            settings: configuration.settings,
            prices: configuration.prices,
            observer: observer
        )
        let channel = try await server.listen(for: router)
        ServiceManager.tell(.ready, .status(observer.summary))
        logger.info(
            "ready",
            metadata: [
                "socket": "\(server.path)", "model": "\(configuration.settings.model)",
                "key": "\(key)",
            ]
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { [idleLimit = configuration.idleLimit] in
                try? await Self.watch(server, observer, idleLimit)
                channel.close(promise: nil)
            }
            try await server.serve(on: channel)
            tasks.cancelAll()
        }
        ServiceManager.tell(.stopping, .status("finishing the calls that were accepted"))
        await server.drain(
            Status(.unavailable, "landcover-opinion is stopping; call again")
        )
        client.stop()
        try await server.stop()
        logger.info("stopped")
    }

    /// Tells the service manager how it is going, until nobody has called for `limit`.
    private static func watch(
        _ server: Server,
        _ observer: OpinionObserver,
        _ limit: Duration?
    ) async throws {
        var ended = server.statistics.snapshot.callsEnded
        var idleSince = ContinuousClock.now
        while true {
            try await Task.sleep(for: min(interval, limit ?? interval))
            ServiceManager.tell(.status(observer.summary))
            let snapshot = server.statistics.snapshot
            if snapshot.callsEnded != ended || snapshot.callsInFlight > 0 {
                ended = snapshot.callsEnded
                idleSince = .now
            } else if let limit, .now - idleSince >= limit {
                return
            }
        }
    }
}
