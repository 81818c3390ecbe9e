import ArgumentParser
import DaemonProgram
import Landcover
import Logging
import WebGateway

/// What `landcover-web`'s command line chooses.
struct WebOptions: ParsableArguments {
    /// What the variables of the environment begin with.
    static let prefix = "LANDCOVER_WEB_"

    /// What holds if nobody says otherwise.
    private static let usual = GatewayLimits()

    @Option(
        help: ArgumentHelp(
            "Where to listen; 127.0.0.1:8080, which this machine alone can reach.",
            discussion: """
                An address and a port, such as 0.0.0.0:8080 or [::]:8080; port 0 takes a free \
                one. There is no encryption and no password: put a proxy before it if others are \
                to reach it.
                """,
            valueName: "address:port"
        )
    )
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "The daemon's socket.",
            discussion: """
                Otherwise $LANDCOVER_SOCKET, $XDG_RUNTIME_DIR/landcover/landcoverd.sock, or \
                /run/landcover/landcoverd.sock.
                """,
            valueName: "path"
        ),
        completion: .file()
    )
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "A name that browsers may know this server by; may be repeated.",
            discussion: """
                Addresses and localhost are known. Any other name in a request is refused, or \
                a page of somebody else's could have browsers ask this server.
                """,
            valueName: "name"
        )
    )
    var hostName: [String] = []

    @Option(
        help: ArgumentHelp(
            "The largest upload in MiB; \(Self.usual.uploadBytes >> 20).",
            valueName: "MiB"
        )
    )
    var upload: Int?

    @Option(
        help: ArgumentHelp(
            "Uploads that are held at once, in MiB together; \(Self.usual.bytesInFlight >> 20).",
            valueName: "MiB"
        )
    )
    var inFlight: Int?

    @Option(
        help: ArgumentHelp("Connections at once; \(Self.usual.connections).", valueName: "count")
    )
    var connections: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a request's header may take; \(Self.usual.headTimeout.wholeSeconds).",
            valueName: "seconds"
        )
    )
    var headTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a request's body may take; \(Self.usual.bodyTimeout.wholeSeconds).",
            valueName: "seconds"
        )
    )
    var bodyTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a stop waits for requests; \(Self.usual.drainTimeout.wholeSeconds).",
            valueName: "seconds"
        )
    )
    var drainTimeout: Int?

    @OptionGroup var log: LogOptions

    /// The configuration that the options and the environment make.
    ///
    /// - Parameter environment: The environment's variables.
    /// - Returns: The configuration, the level of the log, and where each setting came from.
    /// - Throws: ``SettingError`` when one makes no sense.
    func resolve(
        in environment: [String: String]
    ) throws(SettingError) -> (GatewayConfiguration, Logger.Level, [Setting]) {
        var reader = SettingsReader(environment: environment, prefix: Self.prefix)
        let address = try reader.value(
            "listen",
            listen,
            usual: ListenAddress.usual,
            "give an address and a port, such as \(ListenAddress.usual)",
            ListenAddress.init
        )
        var configuration = GatewayConfiguration(daemon: reader.daemonSocket(socket))
        configuration.address = address
        configuration.hostNames = reader.list("host-name", hostName)
        configuration.limits = try limits(&reader)
        return (
            configuration,
            try log.level(&reader),
            reader.settings
        )
    }

    private func limits(_ reader: inout SettingsReader) throws(SettingError) -> GatewayLimits {
        let usual = Self.usual
        var limits = usual
        limits.uploadBytes = try reader.bytes(
            "upload",
            upload,
            usual: usual.uploadBytes,
            inMebibytes: 1...256
        )
        limits.bytesInFlight = try reader.bytes(
            "in-flight",
            inFlight,
            usual: usual.bytesInFlight,
            inMebibytes: 1...1 << 20
        )
        limits.connections = try reader.number(
            "connections",
            connections,
            usual: usual.connections,
            in: 1...1_000_000
        )
        limits.headTimeout = try reader.seconds(
            "head-timeout",
            headTimeout,
            usual: usual.headTimeout,
            from: 1
        )
        limits.bodyTimeout = try reader.seconds(
            "body-timeout",
            bodyTimeout,
            usual: usual.bodyTimeout,
            from: 1
        )
        limits.drainTimeout = try reader.seconds(
            "drain-timeout",
            drainTimeout,
            usual: usual.drainTimeout,
            from: 0
        )
        return limits
    }
}
