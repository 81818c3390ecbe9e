import Hummingbird
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The page and the HTTP interface before the daemon: listens, answers, and drains at a stop.
///
/// It computes nothing and decodes no image; everything about images it asks the daemon.
package struct Gateway: ServiceLifecycle.Service {
    private let configuration: GatewayConfiguration
    private let logger: Logger
    private let onReady: @Sendable (ListenAddress) -> Void

    /// Prepares a gateway; nothing happens before ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: What was chosen.
    ///   - logger: Told of what happens.
    ///   - onReady: Called once it listens, with the port that it got.
    package init(
        _ configuration: GatewayConfiguration,
        logger: Logger,
        onReady: @escaping @Sendable (ListenAddress) -> Void
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until a graceful shutdown.
    ///
    /// - Throws: ``GatewayError`` if it cannot listen.
    package func run() async throws {
        let limits = configuration.limits
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let daemon = DaemonLink(
            to: configuration.daemon,
            timeout: limits.callTimeout,
            on: loop
        )
        // Hummingbird's own words are for those who look for its faults.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            router: router(daemon),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [
                    RequestPace(times: .init(limits), uploadLimit: limits.uploadBytes)
                ])
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.address.host, port: configuration.address.port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: quiet)
            ),
            onServerRunning: { [configuration, onReady] channel in
                let port = channel.localAddress?.port ?? configuration.address.port
                onReady(ListenAddress(host: configuration.address.host, port: port))
            },
            eventLoopGroupProvider: .shared(loop),
            logger: quiet
        )
        do {
            try await withTaskExecutorPreference(LoopExecutor(loop)) {
                try await application.run()
            }
        } catch let error as IOError {
            throw GatewayError.cannotListen(configuration.address, reason: "\(error)")
        } catch let error as SocketAddressError {
            throw GatewayError.cannotListen(configuration.address, reason: "\(error)")
        }
        await daemon.close()
    }

    private func router(_ daemon: DaemonLink) -> Router<BasicRequestContext> {
        let limits = configuration.limits
        let room = UploadRoom(capacity: limits.bytesInFlight)
        let upload = ImageUpload(limit: limits.uploadBytes, room: room)
        let statistics = WebStatistics()
        var table = RouteTable()
        PageRoutes.add(to: &table)
        ImageRoutes(daemon: daemon, upload: upload, opinionTimeout: limits.opinionTimeout)
            .add(to: &table)
        StateRoutes(
            daemon: daemon,
            room: room,
            statistics: statistics,
            uploadLimit: limits.uploadBytes
        ).add(to: &table)
        InferenceRoutes(daemon: daemon, upload: upload).add(to: &table)
        // From the outside in.
        return table.router(behind: [
            HeadMiddleware(),
            SecurityHeaders(),
            StatisticsMiddleware(statistics: statistics),
            ProblemMiddleware(table: table),
            HostMiddleware(rule: HostRule(names: configuration.hostNames)),
        ])
    }
}

extension RequestPace.Times {
    fileprivate init(_ limits: GatewayLimits) {
        self.init(
            head: TimeAmount(limits.headTimeout),
            idle: TimeAmount(limits.idleTimeout),
            body: TimeAmount(limits.bodyTimeout)
        )
    }
}
