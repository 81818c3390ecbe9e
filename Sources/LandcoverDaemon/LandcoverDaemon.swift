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

    @OptionGroup var options: DaemonOptions

    static func main() async {
        ComputeThreads.sleepSoonWhileWaiting()
        await main(nil)
    }

    func run() async throws {
        // A client that is gone must be an error on its connection, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "landcoverd")
        logger.logLevel = options.logLevel
        let configuration = options.configuration(in: ProcessInfo.processInfo.environment)
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
