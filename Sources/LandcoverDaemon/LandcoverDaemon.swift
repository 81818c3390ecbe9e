import ArgumentParser
import FoundationEssentials
import Glibc
import Landcover
import Logging
import enum OneDNN.ComputeThreads
import Service
import ServiceLifecycle
import UnixSignals

/// `landcoverd`: holds the model in memory and answers over a Unix-domain socket.
@main
struct LandcoverDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landcoverd",
        abstract: "Classify and explain satellite images over a Unix-domain socket.",
        discussion: """
            Loads a ResNet-50, warms it up, listens, and answers until SIGTERM or SIGINT; then it \
            finishes the calls it has accepted and exits. Logs go to standard error.
            """,
        version: Version.current
    )

    @Option(
        help: ArgumentHelp(
            "The socket to listen on.",
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
            "The .safetensors model to serve.",
            discussion: """
                Otherwise $LANDCOVER_MODEL, or Models/eurosat-resnet50.safetensors in this folder \
                or beside the program.
                """,
            valueName: "path"
        ),
        completion: .file(extensions: ["safetensors"])
    )
    var model: String?

    @Option(help: ArgumentHelp("Threads that compute; every core by default.", valueName: "count"))
    var threads: Int?

    @Option(help: ArgumentHelp("Calls that may wait for the worker.", valueName: "count"))
    var queue = 256

    @Option(
        help: ArgumentHelp(
            "Seconds that a stop waits for accepted calls before it cuts them off.",
            valueName: "seconds"
        )
    )
    var drainTimeout = 30

    @Option(
        help: ArgumentHelp(
            "Seconds that a client may take to finish a message it has begun.",
            valueName: "seconds"
        )
    )
    var frameTimeout = 10

    @Option(
        help: ArgumentHelp(
            "trace, debug (a line a call), info, notice, warning, error or critical.",
            valueName: "level"
        ),
        completion: .list(Logger.Level.allCases.map(\.rawValue)),
        transform: level
    )
    var logLevel = Logger.Level.info

    static func main() async {
        ComputeThreads.sleepSoonWhileWaiting()
        await main(nil)
    }

    func validate() throws {
        if let threads, threads < 1 {
            throw ValidationError("--threads is \(threads); at least one thread must compute.")
        }
        if queue < 1 { throw ValidationError("--queue is \(queue); at least one call must fit.") }
        if drainTimeout < 0 { throw ValidationError("--drain-timeout must not be negative.") }
        if frameTimeout < 1 { throw ValidationError("--frame-timeout must be a second or more.") }
    }

    func run() async throws {
        // A client that is gone must be an error on its connection, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "landcoverd")
        logger.logLevel = logLevel
        let environment = ProcessInfo.processInfo.environment
        var configuration = DaemonConfiguration(
            socketPath: SocketPath(explicit: socket, environment: environment).toListenOn,
            modelPath: ModelPath(explicit: model, environment: environment).best
        )
        configuration.threads = threads
        configuration.queueCapacity = queue
        configuration.drainTimeout = .seconds(drainTimeout)
        configuration.frameTimeout = .seconds(frameTimeout)
        let services = ServiceGroup(
            services: [Daemon(configuration, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        do {
            try await services.run()
        } catch let error as DaemonError {
            logger.critical("\(error)")
            throw ExitCode(error.exitCode)
        }
    }
}

/// Reads a level's name.
private func level(_ name: String) throws -> Logger.Level {
    if let level = Logger.Level(rawValue: name) { return level }
    let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("`\(name)` is no log level; choose one of \(known).")
}
