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
            "Seconds the daemon has for each answer, retries included; 0 sets no limit.",
            valueName: "seconds"
        )
    )
    var timeout = 30.0

    @Option(
        help: ArgumentHelp(
            "How often a call that failed only for now is sent again; 0 for never.",
            discussion: """
                A daemon that is busy, stops or starts again. The pauses grow to 2 s. The default \
                is \(RetryPolicy.patient.retries), and 0 for bench.
                """,
            valueName: "count"
        )
    )
    var retries: Int?

    func validate() throws {
        guard 0...100 ~= retries ?? 0 else {
            throw ValidationError("--retries is \(retries ?? 0); give 0 to 100.")
        }
        guard timeout.isFinite, timeout >= 0 else {
            throw ValidationError("--timeout is \(timeout); give seconds, or 0 for no limit.")
        }
    }

    /// Where the daemon may be.
    var socketPath: SocketPath {
        SocketPath(explicit: socket, environment: ProcessInfo.processInfo.environment)
    }

    /// How long the daemon has for each answer; nil sets no limit.
    var limit: Duration? {
        timeout == 0 ? nil : min(Duration.seconds(timeout), Limits.wait)
    }

    /// Connects to the daemon for as long as `body` runs.
    func withDaemon<Value>(_ body: (Daemon) async throws -> Value) async throws -> Value {
        let policy = retries.map(RetryPolicy.init) ?? .patient
        return try await Session.open(to: socketPath, retrying: policy) { sessions in
            try await body(Daemon(session: sessions[0], timeout: limit))
        }
    }
}
