import ArgumentParser
import DaemonProgram
import Landcover
import Logging
import SecondOpinion
import Serving
import Systemd

/// What `landcover-opinion`'s command line chooses.
struct OpinionOptions: ParsableArguments {
    /// What the variables of the environment begin with.
    static let prefix = "LANDCOVER_OPINION_"

    @Option(
        help: ArgumentHelp(
            "The socket to listen on.",
            discussion: """
                Otherwise the one that systemd passes, $LANDCOVER_OPINION_SOCKET, \
                $XDG_RUNTIME_DIR/landcover/opinion.sock, or /run/landcover/opinion.sock.
                """,
            valueName: "path"
        ),
        completion: .file()
    )
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "Trust the certificates of this PEM file and no others.",
            discussion: "For a server of your own; otherwise $LANDCOVER_OPINION_AUTHORITIES.",
            valueName: "file"
        ),
        completion: .file(extensions: ["pem", "crt"])
    )
    var authorities: String?

    @Option(
        help: ArgumentHelp(
            "Leave after so many seconds without a call; 0 stays.",
            discussion: "300 where systemd starts it again for the next call, otherwise 0.",
            valueName: "seconds"
        )
    )
    var idleExit: Int?

    @OptionGroup var server: ServerOptions

    /// The configuration that the options, the service manager and the environment make.
    ///
    /// - Parameters:
    ///   - environment: The environment's variables.
    ///   - passed: The sockets that the service manager made.
    /// - Returns: The configuration, the level of the log, and where each setting came from.
    /// - Throws: ``SettingError`` or `SecondOpinionError` when one makes no sense.
    func resolve(
        in environment: [String: String],
        passed: [PassedSocket]
    ) throws -> (OpinionDaemon.Configuration, Logger.Level, [Setting]) {
        var reader = SettingsReader(environment: environment, prefix: Self.prefix)
        let address = try reader.address(socket, of: .opinion, passed: passed)
        let settings = try OpinionSettings(environment: environment)
        let table = PriceTable.known
        var configuration = OpinionDaemon.Configuration(
            address: address,
            settings: settings,
            prices: try settings.priceFile.map { try table.overridden(by: $0) } ?? table
        )
        for variable in OpinionSettings.Variable.allCases {
            reader.note(variable, in: environment, settings)
        }
        configuration.authorities = authorities ?? environment["\(Self.prefix)AUTHORITIES"]
        reader.note(
            "authorities",
            configuration.authorities ?? "the system's",
            reader.origin(of: "authorities", isGiven: authorities != nil, otherwise: .usual)
        )
        let idle = try reader.number(
            "idle-exit",
            idleExit,
            usual: address.passed == nil ? 0 : 300,
            in: 0...86_400
        )
        configuration.idleLimit = idle == 0 ? nil : .seconds(idle)
        configuration.limits = try server.limits(&reader)
        return (configuration, try server.log.level(&reader), reader.settings)
    }
}

extension SettingsReader {
    /// Remembers a setting of the questions, which only the environment chooses.
    fileprivate mutating func note(
        _ variable: OpinionSettings.Variable,
        in environment: [String: String],
        _ settings: OpinionSettings
    ) {
        let isGiven = !(environment[variable.rawValue] ?? "").isEmpty
        let name = variable.rawValue.replacing(OpinionOptions.prefix, with: "")
            .lowercased().replacing("_", with: "-")
        note(name, settings.text(of: variable), isGiven ? .variable(variable.rawValue) : .usual)
    }
}

extension OpinionSettings {
    /// A setting's value in words.
    fileprivate func text(of variable: Variable) -> String {
        switch variable {
        case .baseURL: baseURL.text
        case .model: model
        case .detail: detail.rawValue
        case .imageSide: "\(imageSide)"
        case .logprobs: asksForLogprobs ? "yes" : "no"
        case .completionTokenLimit: "\(completionTokenLimit)"
        case .retries: "\(retries)"
        case .timeLimit: "\(timeLimit.components.seconds)"
        case .concurrency: "\(concurrency)"
        case .cacheFolder: cacheFolder ?? "none"
        case .priceFile: priceFile ?? "none"
        }
    }
}
