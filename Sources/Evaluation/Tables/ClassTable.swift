import PlainText

/// Each class's figures for a terminal.
package enum ClassTable {
    /// Precision, recall, F1 and support, a line a class, and the macro means below; `–` stands for
    /// a ratio that is not defined.
    package static func text(for summary: EvaluationSummary) -> String {
        let classes = summary.classes
        let rows = classes.map { report in
            row(
                report.name.printable,
                [report.precision, report.recall, report.f1],
                support: report.support
            )
        }
        let means = row(
            "macro mean",
            [\ClassReport.precision, \.recall, \.f1].map { figure in
                classes.macroMean { $0[keyPath: figure] }
            },
            support: summary.count
        )
        return TextTable(
            columns: [
                .words("CLASS"), .numbers("PRECISION"), .numbers("RECALL"), .numbers("F1"),
                .numbers("IMAGES"),
            ],
            rows: rows + [means]
        ).text
    }

    private static func row(_ name: String, _ shares: [Double?], support: Int) -> [String] {
        [name] + shares.map { FixedPoint.percentage($0) } + ["\(support)"]
    }
}
