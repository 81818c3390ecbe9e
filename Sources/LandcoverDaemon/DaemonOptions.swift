import ArgumentParser
import DaemonProgram
import Landcover
import Logging
import enum OneDNN.ComputeThreads
import Service
import Serving
import Systemd

/// What `landcoverd`'s command line chooses.
struct DaemonOptions: ParsableArguments {
    /// What holds if nobody says otherwise; its paths and cores are found elsewhere.
    private static let usual = DaemonConfiguration(
        address: ListeningAddress(path: ""),
        modelPath: "",
        threads: 1
    )

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
            "The socket of landcover-opinion, for compare.",
            discussion: """
                Otherwise $LANDCOVER_OPINION_SOCKET, $XDG_RUNTIME_DIR/landcover/opinion.sock, or \
                /run/landcover/opinion.sock.
                """,
            valueName: "path"
        ),
        completion: .file()
    )
    var opinionSocket: String?

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

    @OptionGroup var server: ServerOptions

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
        var reader = SettingsReader(environment: environment, prefix: "LANDCOVER_")
        var configuration = DaemonConfiguration(
            address: try reader.address(socket, of: .daemon, passed: passed),
            modelPath: model(in: environment, &reader),
            threads: try reader.number(
                "threads",
                threads,
                usual: ComputeThreads.everyCore,
                in: 1...1024
            )
        )
        let usual = Self.usual
        configuration.opinionPath =
            SocketPath(of: .opinion, explicit: opinionSocket, environment: environment).toListenOn
        reader.note(
            "opinion-socket",
            configuration.opinionPath,
            reader.origin(of: "opinion-socket", isGiven: opinionSocket != nil, otherwise: .usual)
        )
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
        configuration.limits = try server.limits(&reader)
        let level = try server.log.level(&reader)
        return (configuration, level, reader.settings)
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
