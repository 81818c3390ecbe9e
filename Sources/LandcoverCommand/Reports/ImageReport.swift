package import Landcover
package import Wire
import PlainText

/// What became of one image.
package struct ImageReport: Hashable, Sendable {
    /// What was found out.
    package struct Finding: Hashable, Sendable {
        /// The daemon's answer.
        package let classification: Classification
        /// Where its time went.
        package let timing: Timing

        /// States a finding.
        package init(_ classification: Classification, timing: Timing = Timing()) {
            self.classification = classification
            self.timing = timing
        }
    }

    /// What the image is called.
    package let name: String

    /// What was found out, or why nothing was.
    package let outcome: Result<Finding, CommandFailure>

    /// States what became of an image.
    package init(name: String, outcome: Result<Finding, CommandFailure>) {
        self.name = name
        self.outcome = outcome
    }
}

/// How reports on images are written.
package enum ReportFormat: Hashable, Sendable {
    /// Columns for a person; names are filled up to this many characters.
    case table(nameWidth: Int)
    /// One JSON object a line.
    case json
    /// Comma-separated values (RFC 4180, lines ended by a line feed).
    case csv

    /// What comes before the first report.
    package var header: String {
        switch self {
        case .table(let width): ClassificationTable(nameWidth: width).header
        case .json: ""
        case .csv: ClassificationCSV.header
        }
    }

    /// The lines of one report; a table has none for an image that failed.
    package func lines(for report: ImageReport) -> String {
        switch self {
        case .table(let width): ClassificationTable(nameWidth: width).lines(for: report)
        case .json: ClassificationJSON.line(for: report)
        case .csv: ClassificationCSV.lines(for: report)
        }
    }
}
