import ArgumentParser
import Landcover
import Logging
import enum OneDNN.ComputeThreads
import Service
import Systemd

/// What `landcoverd`'s command line chooses.
struct DaemonOptions: ParsableArguments {
    /// What holds if nobody says otherwise; its paths and cores are found elsewhere.
    private static let usual = DaemonConfiguration(socketPath: "", modelPath: "", threads: 1)

    private static func seconds(_ duration: Duration) -> Int { Int(duration.components.seconds) }

    @Option(
        help: ArgumentHelp(
            "The socket to listen on.",
            discussion: """
                Otherwise the one that systemd passes, $LANDCOVER_SOCKET, \
                $XDG_RUNTIME_DIR/landcover/landcoverd.sock, or /run/landcover/landcoverd.sock.
                """,
            valueName: "path"
        ),
        completion: .file()
    )
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "The .safetensors model to serve.",
            discussion: """
                Otherwise $LANDCOVER_MODEL, Models/eurosat-resnet50.safetensors in this folder \
                or one around the program, or /usr/share/landcover/eurosat-resnet50.safetensors.
                """,
            valueName: "path"
        ),
        completion: .file(extensions: ["safetensors"])
    )
    var model: String?

    @Option(
        help: ArgumentHelp(
            "Cores that compute; every core by default, or $LANDCOVER_THREADS.",
            valueName: "count"
        )
    )
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "How calls share the cores: adaptive (a lone call gets all, a full queue one each), "
                + "latency (all, one call after the other) or throughput (one each).",
            valueName: "way"
        ),
        completion: .list(WorkerSchedule.Parallelism.allCases.map(\.rawValue))
    )
    var parallelism: String?

    @Option(
        help: ArgumentHelp(
            "Calls that may wait for a worker; \(Self.usual.queueCapacity).",
            valueName: "count"
        )
    )
    var queue: Int?

    @Option(
        help: ArgumentHelp(
            "Large messages that may be in flight, in MiB together; \(Self.usual.inFlightBytes >> 20). A client "
                + "whose message does not fit waits.",
            valueName: "MiB"
        )
    )
    var inFlight: Int?

    @Option(
        help: ArgumentHelp(
            "Connections at once; \(Self.usual.maximumConnections).",
            valueName: "count"
        )
    )
    var connections: Int?

    @Option(
        help: ArgumentHelp(
            "Open calls of one connection; \(Self.usual.callsPerConnection).",
            valueName: "count"
        )
    )
    var callsPerConnection: Int?

    @Option(
        help: ArgumentHelp(
            "The longest message of a client's, in MiB; \(Self.usual.maximumMessageBytes >> 20).",
            valueName: "MiB"
        )
    )
    var message: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a client may take to finish a message it has begun; "
                + "\(Self.seconds(Self.usual.frameTimeout)).",
            valueName: "seconds"
        )
    )
    var frameTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a client may take nothing of the answers that are ready for it; "
                + "\(Self.seconds(Self.usual.writeTimeout)).",
            valueName: "seconds"
        )
    )
    var writeTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a stop waits for accepted calls before it cuts them off; "
                + "\(Self.seconds(Self.usual.drainTimeout)).",
            valueName: "seconds"
        )
    )
    var drainTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "trace, debug (a line a call), info, notice, warning, error or critical; info.",
            valueName: "level"
        ),
        completion: .list(Logger.Level.allCases.map(\.rawValue))
    )
    var logLevel: String?

    @Flag(help: "Print each setting, its value and where that came from; then stop.")
    var printConfig = false

    /// The configuration that the options, the service manager and the environment make.
    ///
    /// - Parameters:
    ///   - environment: The environment's variables.
    ///   - passed: The sockets that the service manager made.
    /// - Returns: The configuration, the level of the log, and where each setting came from.
    /// - Throws: ``SettingError`` when one makes no sense.
    func resolve(
        in environment: [String: String],
        passed: [PassedSocket]
    ) throws(SettingError) -> (DaemonConfiguration, Logger.Level, [Setting]) {
        var reader = SettingsReader(environment: environment)
        let (path, descriptor) = try socket(in: environment, passed, &reader)
        let modelPath = model(in: environment, &reader)
        var configuration = DaemonConfiguration(
            socketPath: path,
            modelPath: modelPath,
            threads: try reader.number(
                "threads",
                threads,
                usual: ComputeThreads.everyCore,
                in: 1...1024
            )
        )
        let usual = Self.usual
        configuration.passedSocket = descriptor
        configuration.parallelism = try reader.choice(
            "parallelism",
            parallelism,
            usual: usual.parallelism
        )
        configuration.queueCapacity = try reader.number(
            "queue",
            queue,
            usual: usual.queueCapacity,
            in: 1...1_000_000
        )
        configuration.inFlightBytes =
            try reader.number(
                "in-flight",
                inFlight,
                usual: usual.inFlightBytes >> 20,
                in: 1...1 << 20
            ) << 20
        configuration.maximumConnections = try reader.number(
            "connections",
            connections,
            usual: usual.maximumConnections,
            in: 1...1_000_000
        )
        configuration.callsPerConnection = try reader.number(
            "calls-per-connection",
            callsPerConnection,
            usual: usual.callsPerConnection,
            in: 1...1_000_000
        )
        configuration.maximumMessageBytes =
            try reader.number(
                "message",
                message,
                usual: usual.maximumMessageBytes >> 20,
                in: 1...1024
            ) << 20
        func seconds(
            _ name: String,
            _ option: Int?,
            _ usual: Duration,
            from least: Int
        ) throws(SettingError) -> Duration {
            .seconds(
                try reader.number(name, option, usual: Self.seconds(usual), in: least...86_400)
            )
        }
        configuration.frameTimeout = try seconds(
            "frame-timeout",
            frameTimeout,
            usual.frameTimeout,
            from: 1
        )
        configuration.writeTimeout = try seconds(
            "write-timeout",
            writeTimeout,
            usual.writeTimeout,
            from: 1
        )
        configuration.drainTimeout = try seconds(
            "drain-timeout",
            drainTimeout,
            usual.drainTimeout,
            from: 0
        )
        let level = try reader.choice("log-level", logLevel, usual: Logger.Level.info)
        return (configuration, level, reader.settings)
    }

    /// A path on the command line is meant; then the service manager's socket comes first.
    private func socket(
        in environment: [String: String],
        _ passed: [PassedSocket],
        _ reader: inout SettingsReader
    ) throws(SettingError) -> (path: String, descriptor: Int32?) {
        if socket == nil, let first = passed.first {
            guard passed.count == 1, let path = first.path else {
                throw SettingError(
                    origin: .serviceManager,
                    value:
                        "\(passed.count) sockets (\(passed.map(\.name).joined(separator: ", ")))",
                    wanted:
                        "pass one Unix-domain stream socket with a path, as landcoverd.socket does"
                )
            }
            reader.note("socket", path, .serviceManager)
            return (path, first.descriptor)
        }
        let path = SocketPath(explicit: socket, environment: environment).toListenOn
        let origin = reader.origin(of: "socket", isGiven: socket != nil, otherwise: .usual)
        reader.note("socket", path, origin)
        return (path, nil)
    }

    private func model(
        in environment: [String: String],
        _ reader: inout SettingsReader
    ) -> String {
        let path = ModelPath(explicit: model, environment: environment).best
        let origin = reader.origin(of: "model", isGiven: model != nil, otherwise: .found)
        reader.note("model", path, origin)
        return path
    }
}
