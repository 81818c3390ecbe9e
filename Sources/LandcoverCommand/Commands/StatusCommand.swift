import AnswerJSON
import ArgumentParser
import PlainText
import Wire

/// `landcover status`: says what the daemon is, and how it is doing.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say which model answers, and how the daemon is doing."
    )

    @Flag(help: "One JSON object.") var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let report = try await connection.withDaemon { daemon in
            let (result, _) = try await daemon.ask(.status)
            guard case .report(let report) = result else { throw daemon.unexpected }
            return report
        }
        try OutputStream.standard.write(json ? report.json.text + "\n" : report.table)
    }
}
