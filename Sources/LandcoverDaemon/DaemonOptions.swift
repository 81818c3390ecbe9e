import ArgumentParser
import Landcover
import Logging
import Service

/// What `landcoverd`'s command line chooses.
struct DaemonOptions: ParsableArguments {
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

    func validate() throws {
        if let threads, threads < 1 {
            throw ValidationError("--threads is \(threads); at least one thread must compute.")
        }
        if queue < 1 { throw ValidationError("--queue is \(queue); at least one call must fit.") }
        if drainTimeout < 0 { throw ValidationError("--drain-timeout must not be negative.") }
        if frameTimeout < 1 { throw ValidationError("--frame-timeout must be a second or more.") }
    }

    /// The configuration that the options and the environment make.
    func configuration(in environment: [String: String]) -> DaemonConfiguration {
        var configuration = DaemonConfiguration(
            socketPath: SocketPath(explicit: socket, environment: environment).toListenOn,
            modelPath: ModelPath(explicit: model, environment: environment).best
        )
        configuration.threads = threads
        configuration.queueCapacity = queue
        configuration.drainTimeout = .seconds(drainTimeout)
        configuration.frameTimeout = .seconds(frameTimeout)
        return configuration
    }
}

/// Reads a level's name.
private func level(_ name: String) throws -> Logger.Level {
    if let level = Logger.Level(rawValue: name) { return level }
    let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("`\(name)` is no log level; choose one of \(known).")
}
