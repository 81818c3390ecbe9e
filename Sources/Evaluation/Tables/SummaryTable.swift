import PlainText

/// The figures of a whole evaluation.
package enum SummaryTable {
    /// The figures in two columns for a terminal.
    package static func text(for summary: EvaluationSummary) -> String {
        let rows = figures(of: summary)
        let width = rows.map(\.name.count).max() ?? 0
        return rows.reduce(into: "") { text, row in
            text += "\(row.name.rightPadded(to: width))  \(row.value)\n"
        }
    }

    /// The figures' names and values, the most telling first.
    static func figures(of summary: EvaluationSummary) -> [(name: String, value: String)] {
        let interval = summary.accuracyInterval
        let bounds =
            "\(FixedPoint.text(interval.lowerBound * 100, places: 2)) – "
            + FixedPoint.percentage(interval.upperBound)
        var figures = [
            ("accuracy", FixedPoint.percentage(summary.accuracy)),
            ("95 % interval", bounds),
            ("macro F1", FixedPoint.percentage(summary.macroF1)),
        ]
        figures += summary.topAccuracies.map { ("top-\($0.k)", FixedPoint.percentage($0.accuracy)) }
        figures += [
            (
                "calibration error",
                FixedPoint.percentage(summary.reliability.expectedCalibrationError)
            ),
            ("log-likelihood loss", FixedPoint.text(summary.negativeLogLikelihood, places: 4)),
            ("Brier score", FixedPoint.text(summary.brierScore, places: 4)),
            ("temperature", FixedPoint.shortest(summary.temperature, places: 4)),
            ("images", "\(summary.count)"),
            ("mistakes", "\(summary.mistakes.count)"),
        ]
        return figures
    }
}
