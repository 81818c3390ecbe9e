import PlainText

/// A confusion matrix for a terminal: a row for each true class, a column for each predicted one.
package enum ConfusionTable {
    /// The counts with each class's recall at the row's end and precision below the column.
    ///
    /// A count of 0 is a dot, so that the mistakes stand out. The columns' headings are shortened
    /// as little as makes the table fit, and never below four characters; the rows name the classes
    /// in full and in the same order.
    ///
    /// - Parameters:
    ///   - summary: What is shown.
    ///   - width: Characters of the widest line; nil shortens nothing.
    /// - Returns: Lines that each end with a line feed.
    package static func text(for summary: EvaluationSummary, width: Int? = nil) -> String {
        let names = summary.classNames.map(\.printable)
        let longest = names.map(\.count).max() ?? 0
        let limits = stride(from: longest, through: shortestHeading, by: -1)
        let tables = limits.lazy.map { table(for: summary, names: names, headingLimit: $0) }
        let fitting = tables.first { $0.width <= width ?? .max }
        return (fitting ?? table(for: summary, names: names, headingLimit: shortestHeading)).text
    }

    private static let shortestHeading = 4

    private static func table(
        for summary: EvaluationSummary,
        names: [String],
        headingLimit: Int
    ) -> TextTable {
        let headings = names.map { TextTable.Column.numbers($0.shortened(to: headingLimit)) }
        let rows = summary.classes.enumerated().map { label, report in
            let counts = summary.confusion.counts[label].map { $0 == 0 ? "·" : "\($0)" }
            return [names[label]] + counts + [FixedPoint.percentage(report.recall, places: 1)]
        }
        let precisions = summary.classes.map { report in
            report.precision.map { FixedPoint.text($0 * 100, places: 1) } ?? FixedPoint.undefined
        }
        return TextTable(
            columns: [.words("TRUE \\ PREDICTED")] + headings + [.numbers("RECALL")],
            rows: rows + [["precision, %"] + precisions + [""]]
        )
    }
}

extension TextTable {
    /// Characters of the widest line.
    fileprivate var width: Int {
        text.split(separator: "\n").map(\.count).max() ?? 0
    }
}
