import Client
import Glibc
import PlainText
import Wire

/// The results of one `landcover compare` of several images, written as they come.
struct ComparisonRun: ~Copyable {
    private let isJSON: Bool
    private let log: ComparisonLog?
    private let output = OutputStream.standard
    private let nameWidth: Int
    private var progress: Progress
    private var bar: ProgressBar?

    /// What became of each image.
    private(set) var records: [ComparisonRecord]

    /// Images that the money did not suffice for.
    private(set) var notAfforded = 0

    /// Prepares for a run.
    ///
    /// - Parameters:
    ///   - names: What the images are called that are to be compared, at least one.
    ///   - known: What an earlier run found out.
    ///   - log: Where results are kept.
    ///   - isJSON: Whether results are written as JSON lines.
    ///   - terminal: Where a bar says how far the run is, if anywhere.
    init(
        of names: [String],
        knowing known: [ComparisonRecord],
        log: ComparisonLog?,
        isJSON: Bool,
        progress terminal: Terminal?
    ) {
        self.log = log
        self.isJSON = isJSON
        nameWidth = ClassificationTable.width(for: names)
        records = known
        progress = Progress(total: max(1, names.count))
        bar = terminal.map(ProgressBar.init)
    }

    /// Writes what comes before the first result.
    mutating func begin() throws {
        if !isJSON { try output.write(row("FILE", "LANDCOVER", "OTHER", "")) }
        bar?.draw(progress, erased: true)
    }

    /// Writes what became of the next image.
    ///
    /// - Throws: Why the run cannot go on.
    mutating func take(_ attempt: ComparisonAttempt) throws {
        progress.done += 1
        switch attempt {
        case .lost(let error):
            throw error
        case .notAfforded:
            notAfforded += 1
            bar?.draw(progress, erased: false)
        case .done(let record):
            try log?.write(record)
            records.append(record)
            let speaks = isatty(STDOUT_FILENO) == 1 || record.error != nil
            if speaks { bar?.erase() }
            try output.write(isJSON ? record.line : line(for: record))
            if let error = record.error { Diagnostics.say("\(record.file): \(error.message)") }
            bar?.draw(progress, erased: speaks)
            if let obstacle = record.obstacle {
                throw CommandFailure(.unavailable, "\(obstacle.message); the rest was not tried")
            }
        }
    }

    /// Takes the bar away.
    func finish() { bar?.erase() }

    private func line(for record: ComparisonRecord) -> String {
        guard let landcover = record.landcover else { return "" }
        let verdict =
            switch record.agrees {
            case true?: "agree"
            case false?: "DISAGREE"
            case nil: record.unavailable?.message ?? ""
            }
        return row(
            record.file,
            landcover.className,
            record.opinion?.className ?? FixedPoint.undefined,
            verdict
        )
    }

    private func row(_ name: String, _ first: String, _ second: String, _ verdict: String) -> String
    {
        let cells = [
            name.printable.rightPadded(to: nameWidth), first.printable.rightPadded(to: 20),
            second.printable.rightPadded(to: 20), verdict.printable,
        ]
        let line = cells.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
}

/// What became of the attempt to compare an image.
enum ComparisonAttempt: Sendable {
    /// It was compared, or is at fault itself.
    case done(ComparisonRecord)
    /// There was no money left for it.
    case notAfforded
    /// The connection is lost, and so are the images to come.
    case lost(ClientError)
}

extension ComparisonRecord {
    /// Why no other image will have an opinion either: the key, the account or the model is at fault.
    fileprivate var obstacle: Failure? {
        let names: Set<String> = [
            StatusCode.failedPrecondition.name, StatusCode.unauthenticated.name,
            StatusCode.permissionDenied.name, StatusCode.notFound.name,
        ]
        return unavailable.flatMap { names.contains($0.status) ? $0 : nil }
    }
}
