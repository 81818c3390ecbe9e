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
                is \(RetryPolicy.patient.retries); 0 for bench and health, which tell how it is now.
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
        // Compared as numbers: a duration cannot hold every number of seconds.
        timeout == 0 ? nil : .seconds(min(timeout, Limits.wait / .seconds(1)))
    }

    /// When a call is sent again: as the command line says, or else as is usual for the command.
    func policy(usually usual: RetryPolicy) -> RetryPolicy {
        retries.map(RetryPolicy.init) ?? usual
    }

    /// Connects to the daemon for as long as `body` runs.
    func withDaemon<Value>(
        retrying usual: RetryPolicy = .patient,
        _ body: (Daemon) async throws -> Value
    ) async throws -> Value {
        try await Session.open(to: socketPath, retrying: policy(usually: usual)) { sessions in
            try await body(Daemon(session: sessions[0], timeout: limit))
        }
    }
}
