import PlainText

/// A classifier's accuracy on disturbed images beside that on clean ones.
package enum RobustnessTable {
    /// The table for a terminal.
    package static func text(for robustness: Robustness) -> String {
        TextTable(
            columns: [.words("IMAGES")] + numbers.map { .numbers($0.uppercased()) },
            rows: rows(of: robustness).map(\.cells)
        ).text
    }

    /// The table for a report.
    package static func reportTable(for robustness: Robustness) -> ReportTable {
        ReportTable(
            headings: ["Images"] + numbers,
            rows: rows(of: robustness),
            note: "Difference in percentage points. Same class: the share of images that are taken "
                + "for the class that they are taken for undisturbed, whether right or wrong."
        )
    }

    private static let numbers = ["Accuracy", "Difference", "Same class"]

    private static func rows(of robustness: Robustness) -> [ReportTable.Row] {
        let clean = robustness.clean
        func difference(_ accuracy: Double) -> String {
            let points = FixedPoint.text((accuracy - clean.accuracy) * 100, places: 2)
            return accuracy > clean.accuracy ? "+\(points)" : points
        }
        let versions = robustness.disturbed.map { version in
            ReportTable.Row([
                version.name, FixedPoint.percentage(version.accuracy),
                difference(version.accuracy), FixedPoint.percentage(version.agreement),
            ])
        }
        let first = ReportTable.Row(
            [clean.name, FixedPoint.percentage(clean.accuracy), "", ""],
            isHighlighted: true
        )
        let last = ReportTable.Row([
            "right in every version", FixedPoint.percentage(robustness.accuracyInEvery),
            difference(robustness.accuracyInEvery), "",
        ])
        return [first] + versions + [last]
    }
}
