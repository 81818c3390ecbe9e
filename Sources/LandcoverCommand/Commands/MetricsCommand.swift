import ArgumentParser
import Files
import Wire

/// `landcover metrics`: what the daemon has counted and measured, for Prometheus.
struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print what the daemon has counted and measured, in Prometheus' text format.",
        discussion: """
            For node_exporter's textfile collector, which must never see half a file: \
            landcover metrics -o /var/lib/prometheus/node-exporter/landcover.prom
            """
    )

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Replace this file, all at once; otherwise standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var output: String?

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let text = try await connection.withDaemon { daemon in
            let (result, _) = try await daemon.ask(.metrics)
            guard case .metrics(let text) = result else { throw daemon.unexpected }
            return text
        }
        guard let output else { return try OutputStream.standard.write(text) }
        do throws(WriteFailure) {
            try ReplacementFile.replace(output, with: Array(text.utf8))
        } catch {
            throw CommandFailure(.cannotCreate, "\(error)")
        }
    }
}
