import ArgumentParser
import DaemonProgram
import FoundationEssentials
import Glibc
import Landcover
import Logging
import ServiceLifecycle
import Systemd
import UnixSignals
import WebGateway

/// `landcover-web`: a page to upload satellite images to, and an HTTP interface for programs.
@main
struct LandcoverWeb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landcover-web",
        abstract: "Serve a page that shows what is on a satellite image, and why.",
        discussion: """
            Open http://127.0.0.1:8080 in a browser once it runs. Images go to landcoverd on this \
            machine and nowhere else, unless a second opinion is asked for on the page. Programs \
            find the interface at /api/openapi.json, and clients of the Open Inference Protocol \
            at /v2. Logs go to standard error.
            """,
        version: Version.current
    )

    @OptionGroup var options: WebOptions

    func run() async throws {
        // A client that is gone must be an error on its connection, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        LoggingSystem.writeToStandardError(in: environment)
        var logger = Logger(label: "landcover-web")
        do {
            let (configuration, level, settings) = try options.resolve(in: environment)
            if options.log.printConfig { return print(settings.table, terminator: "") }
            logger.logLevel = level
            var quiet = logger
            quiet.logLevel = max(level, .notice)
            let gateway = Gateway(configuration, logger: logger) { [logger] address in
                ServiceManager.tell(.ready, .status("listening on http://\(address)"))
                logger.notice("listening on http://\(address)")
            }
            var lifecycle = ServiceGroupConfiguration(
                services: [
                    .init(service: gateway, successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet
            )
            lifecycle.maximumGracefulShutdownDuration = configuration.limits.drainTimeout
            try await ServiceGroup(configuration: lifecycle).run()
            logger.info("stopped")
        } catch let error as GatewayError {
            logger.critical("\(error)")
            throw ExitCode(EX_OSERR)
        } catch {
            throw ExitCode.after(error, logger) ?? error
        }
    }
}
