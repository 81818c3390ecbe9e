import ArgumentParser
import Client
import FoundationEssentials
import Landcover
import Wire

/// The options of every command that talks to the daemon.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's socket.",
            discussion: """
                Otherwise $LANDCOVER_SOCKET, or the first of \
                $XDG_RUNTIME_DIR/landcover/landcoverd.sock and /run/landcover/landcoverd.sock \
                where a daemon answers.
                """,
            valueName: "path"
        ),
        completion: .file()
    )
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "Seconds the daemon has for each answer; 0 sets no limit.",
            valueName: "seconds"
        )
    )
    var timeout = 30.0

    func validate() throws {
        guard timeout.isFinite, timeout >= 0 else {
            throw ValidationError("--timeout is \(timeout); give seconds, or 0 for no limit.")
        }
    }

    /// Connects to the daemon for as long as `body` runs.
    func withDaemon<Value>(_ body: (Daemon) async throws -> Value) async throws -> Value {
        let socket = SocketPath(
            explicit: socket,
            environment: ProcessInfo.processInfo.environment
        )
        let longest = Limits.wait
        let timeout = timeout == 0 ? nil : min(Duration.seconds(timeout), longest)
        return try await Connection.open(to: socket) { connection in
            try await body(Daemon(connection: connection, timeout: timeout))
        }
    }
}
