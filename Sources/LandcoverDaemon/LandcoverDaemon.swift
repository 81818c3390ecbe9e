import ArgumentParser
import DaemonProgram
import FoundationEssentials
import Glibc
import Landcover
import Logging
import enum OneDNN.ComputeThreads
import Service
import ServiceLifecycle
import Systemd
import UnixSignals

/// `landcoverd`: holds the model in memory and answers over a Unix-domain socket.
@main
struct LandcoverDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landcoverd",
        abstract: "Classify and explain satellite images over a Unix-domain socket.",
        discussion: """
            Loads a ResNet-50, warms it up, listens, and answers until SIGTERM or SIGINT; then it \
            finishes the calls it has accepted and exits. SIGHUP has it read the model's file \
            again. Logs go to standard error. Every option is also a variable of the environment: \
            LANDCOVER_QUEUE for --queue, LANDCOVER_DRAIN_TIMEOUT for --drain-timeout.
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
        let environment = ProcessInfo.processInfo.environment
        LoggingSystem.writeToStandardError(in: environment)
        var logger = Logger(label: "landcoverd")
        do {
            let passed = try PassedSocket.takeAll()
            let (configuration, level, settings) = try options.resolve(
                in: environment,
                passed: passed
            )
            if options.server.log.printConfig { return print(settings.table, terminator: "") }
            logger.logLevel = level
            // What the library says of its own steps is of use to nobody here.
            var quiet = logger
            quiet.logLevel = max(level, .notice)
            let services = ServiceGroup(
                services: [
                    Daemon(
                        configuration,
                        reloadSignals: await UnixSignalsSequence(trapping: .sighup),
                        logger: logger
                    )
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet
            )
            try await services.run()
        } catch let error as UnservableModel {
            logger.critical("\(error)")
            throw ExitCode(EX_DATAERR)
        } catch {
            throw ExitCode.after(error, logger) ?? error
        }
    }
}
