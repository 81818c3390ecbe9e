import ArgumentParser
import Curl
import DaemonProgram
import FoundationEssentials
import Glibc
import Landcover
import Logging
import ProcessSecrets
import SecondOpinion
import ServiceLifecycle
import Systemd
import UnixSignals

/// `landcover-opinion`: asks a vision-language model what it sees on satellite images.
@main
struct LandcoverOpinion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landcover-opinion",
        abstract: "Ask GPT-4o, or another vision-language model, for second opinions.",
        discussion: """
            Listens on a Unix-domain socket and answers for landcoverd's compare. The API key is \
            the credential openai-api-key of its service, or in a file that $OPENAI_API_KEY_FILE \
            names, or in $OPENAI_API_KEY; it is in memory only. $OPENAI_BASE_URL names another \
            server of the same API, $LANDCOVER_OPINION_MODEL another model; --print-config shows \
            these and all other settings. Logs go to standard error.
            """,
        version: Version.current
    )

    @OptionGroup var options: OpinionOptions

    /// The key, taken out of the environment before there is a second thread.
    private static let key = APIKeySearch.takingFromProcess()

    static func main() async {
        _ = key
        await main(nil)
    }

    func run() async throws {
        // A client that is gone must be an error on its connection, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        LoggingSystem.writeToStandardError(in: environment)
        var logger = Logger(label: "landcover-opinion")
        // Either would have the key in it.
        if !CrashReports.forbid() {
            logger.warning("core dumps of this process cannot be forbidden")
        }
        do {
            let passed = try PassedSocket.takeAll()
            let (configuration, level, settings) = try options.resolve(
                in: environment,
                passed: passed
            )
            if options.server.log.printConfig { return print(settings.table, terminator: "") }
            logger.logLevel = level
            var quiet = logger
            quiet.logLevel = max(level, .notice)
            let daemon = OpinionDaemon(configuration, key: Self.key, logger: logger)
            let services = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [
                        .init(service: daemon, successTerminationBehavior: .gracefullyShutdownGroup)
                    ],
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: quiet
                )
            )
            try await services.run()
        } catch let error as SecondOpinionError {
            logger.critical("\(error)")
            throw ExitCode(EX_CONFIG)
        } catch let error as HTTPFailure {
            logger.critical("\(error)")
            throw ExitCode(EX_OSERR)
        } catch {
            throw ExitCode.after(error, logger) ?? error
        }
    }
}
