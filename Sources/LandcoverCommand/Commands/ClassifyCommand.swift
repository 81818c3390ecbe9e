import ArgumentParser
import Client
import Glibc
import Wire
import PlainText

/// `landcover classify`: says what is on images.
struct ClassifyCommand: AsyncParsableCommand {
    /// How results are written.
    enum Format: EnumerableFlag {
        case table, json, csv

        static func help(for value: Format) -> ArgumentHelp? {
            switch value {
            case .table: "Columns for a person. (default)"
            case .json: "One JSON object a line."
            case .csv: "Comma-separated values with a header."
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what is on images.",
        discussion: """
            Images are sent over one connection, several at a time, and printed in the order they \
            were named. One that fails is reported on standard error and does not stop the others; \
            the exit status is then its own, or 65 where several failed differently.

              landcover classify field.jpg
              landcover classify --top 3 --json tiles/ > tiles.jsonl
              curl -s https://example.org/tile.png | landcover classify -
            """
    )

    // Enough to keep the daemon busy while answers travel, and few enough for others to get in.
    private static let window = 8
    // Fewer are done before a bar can be read.
    private static let many = 10

    @Argument(
        help: "JPEG or PNG files; folders, which are searched for them; - is standard input.",
        completion: .file(extensions: ["jpg", "jpeg", "png"])
    )
    var images: [String]

    @Option(help: ArgumentHelp("How many classes to list, likeliest first.", valueName: "count"))
    var top = 1

    @Flag(exclusivity: .exclusive) var format = Format.table

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard 1...Int(UInt16.max) ~= top else {
            throw ValidationError("--top is \(top); at least one class is listed.")
        }
        guard images.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("Standard input (-) can be read only once.")
        }
    }

    func run() async throws {
        if images.contains("-"), isatty(STDIN_FILENO) == 1 {
            throw CommandFailure(.usage, "standard input is a terminal; pipe an image in")
        }
        let sources = ImageSource.expand(images)
        var run = ClassificationRun(
            total: sources.count,
            format: reportFormat(for: sources),
            progress: sources.count >= Self.many ? Terminal.forProgress : nil
        )
        do {
            try await connection.withDaemon { daemon in
                try run.begin()
                try await inOrder(sources, window: Self.window) { source in
                    await classify(source, by: daemon)
                } emit: { attempt in
                    try run.take(attempt)
                }
            }
        } catch {
            run.finish(after: error)
            throw error
        }
        run.finish()
        if let status = run.exitStatus { throw ExitCode(status.rawValue) }
    }

    private func reportFormat(for sources: [ImageSource]) -> ReportFormat {
        switch format {
        case .table: .table(nameWidth: ClassificationTable.width(for: sources.map(\.name)))
        case .json: .json
        case .csv: .csv
        }
    }

    private func classify(
        _ source: ImageSource,
        by daemon: Daemon
    ) async -> Result<ImageReport, ClientError> {
        let failure: CommandFailure
        do {
            let request = ClassifyRequest(image: try source.read(), topK: top)
            let (result, timing) = try await daemon.ask(.classify(request))
            guard case .classification(let classification) = result else {
                throw daemon.unexpected
            }
            let finding = ImageReport.Finding(classification, timing: timing)
            return .success(ImageReport(name: source.name, outcome: .success(finding)))
        } catch let error as ClientError {
            // Where the connection is lost, the images to come fare no better.
            guard error.concernsOneCall else { return .failure(error) }
            failure = CommandFailure(Sysexit(error), "\(error)")
        } catch let error as CommandFailure {
            failure = error
        } catch {
            return .failure(.cancelled)
        }
        return .success(ImageReport(name: source.name, outcome: .failure(failure)))
    }
}

extension ClientError {
    /// Whether other calls on the connection may still go well.
    fileprivate var concernsOneCall: Bool {
        switch self {
        case .unsendable, .deadlineExceeded: true
        case .noDaemon, .goneAway, .connectionLost, .protocolViolation, .cancelled, .closed: false
        }
    }
}
