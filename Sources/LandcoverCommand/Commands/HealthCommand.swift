import ArgumentParser
import Client
import Wire

/// `landcover health`: says whether the daemon will answer.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Say whether the daemon will answer; the exit status is 0 or 69.",
        discussion: "For scripts: landcover health && landcover classify tile.png"
    )

    @Option(
        help: ArgumentHelp(
            "Ask for one service, such as landcover.v1.Landcover (the model).",
            valueName: "name"
        )
    )
    var service = ServiceName.daemon

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let status = try await connection.withDaemon(retrying: .never) { daemon in
            let (result, _) = try await daemon.ask(.health(service: service))
            guard case .health(let status) = result else { throw daemon.unexpected }
            return status
        }
        try OutputStream.standard.write(status.name + "\n")
        if status != .serving { throw ExitCode(Sysexit.unavailable.rawValue) }
    }
}

extension ServingStatus {
    /// The name in the protocol.
    fileprivate var name: String {
        switch self {
        case .unknown: "UNKNOWN"
        case .serving: "SERVING"
        case .notServing: "NOT_SERVING"
        case .serviceUnknown: "SERVICE_UNKNOWN"
        }
    }
}
