import Client
import Glibc
import Landcover
import PlainText

/// The results of one `landcover classify`, written as they come.
struct ClassificationRun: ~Copyable {
    private let format: ReportFormat
    private let output = OutputStream.standard
    private let started = ContinuousClock.now
    private var progress: Progress
    private var bar: ProgressBar?
    private var failures: [Sysexit] = []

    /// Prepares for `total` images.
    ///
    /// - Parameters:
    ///   - total: How many images there are, at least 1.
    ///   - format: How results are written.
    ///   - terminal: Where a bar says how far the run is, if anywhere.
    init(total: Int, format: ReportFormat, progress terminal: Terminal?) {
        self.format = format
        progress = Progress(total: total)
        bar = terminal.map(ProgressBar.init)
    }

    /// How the run ends, unless all went well.
    var exitStatus: Sysexit? {
        guard let first = failures.first else { return nil }
        return failures.allSatisfy { $0 == first } ? first : .dataError
    }

    /// Writes what comes before the first result.
    mutating func begin() throws {
        try output.write(format.header)
        bar?.draw(progress, erased: true)
    }

    /// Writes what became of the next image.
    ///
    /// - Throws: The error that ends the run, or why standard output cannot be written.
    mutating func take(_ attempt: Result<ImageReport, ClientError>) throws {
        let report = try attempt.get()
        progress.done += 1
        // The bar is only in the way where the lines go to a terminal, too.
        let speaks = isatty(STDOUT_FILENO) == 1 || report.hasRemarks
        if speaks { bar?.erase() }
        try output.write(format.lines(for: report))
        remark(on: report)
        bar?.draw(progress, erased: speaks)
    }

    /// Takes the bar away, and sums up a run of several images.
    ///
    /// - Parameter error: What ended the run early, if anything did.
    func finish(after error: (any Error)? = nil) {
        bar?.erase()
        // Who has closed the pipe knows how many results were wanted.
        guard progress.total > 1, !(error is ReaderGone) else { return }
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        var counts = ["\(progress.done - failures.count) classified"]
        if !failures.isEmpty { counts.append("\(failures.count) failed") }
        let left = progress.total - progress.done
        if left > 0 { counts.append("\(left) not tried") }
        counts.append("\(FixedPoint.text(seconds, places: 1)) s")
        Diagnostics.say(counts.joined(separator: ", "))
    }

    private mutating func remark(on report: ImageReport) {
        switch report.outcome {
        case .success(let finding):
            // JSON has them as a field.
            if format == .json { return }
            for warning in finding.classification.image.warnings {
                Diagnostics.say("\(report.name): warning: \(warning)")
            }
        case .failure(let failure):
            failures.append(failure.status)
            Diagnostics.say("\(report.name): \(failure)")
        }
    }
}

extension ImageReport {
    /// Whether something is to be said beside the result.
    fileprivate var hasRemarks: Bool {
        switch outcome {
        case .success(let finding): !finding.classification.image.warnings.isEmpty
        case .failure: true
        }
    }
}
