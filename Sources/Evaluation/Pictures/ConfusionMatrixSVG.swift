import PlainText

/// A confusion matrix as a picture: a row for each true class, a column for each predicted one.
///
/// Blue is the share of a row that is right, orange the share that went elsewhere, on a scale of
/// its own (the root, full at one half) on which one image in a hundred can still be seen. Counts
/// stand in the cells, recalls beside the rows, precisions below the columns.
package enum ConfusionMatrixSVG {
    /// Draws the matrix.
    package static func picture(of summary: EvaluationSummary) -> Picture {
        let layout = ConfusionLayout(classNames: summary.classNames)
        let content =
            headings(layout) + cells(of: summary, layout) + margins(of: summary, layout)
            + legend(layout)
        let accuracy = FixedPoint.percentage(summary.accuracy)
        return Picture(
            title: "Confusion matrix of \(summary.count) images, \(accuracy) of them right",
            width: layout.width,
            height: layout.height,
            content: content
        )
    }

    private static func headings(_ layout: ConfusionLayout) -> [Element] {
        let grid = layout.grid
        let names = layout.names.enumerated().flatMap { index, name in
            let cell = layout.cell(row: index, column: index)
            return [
                Element.label(name, at: Point(x: grid.x - 8, y: cell.midY + 4), anchor: .end),
                Element.label(name, at: Point(x: cell.midX + 4, y: grid.y - 8), turned: -45),
            ]
        }
        let axes = [
            Element.label(
                "true class",
                at: Point(x: 20, y: grid.midY),
                anchor: .middle,
                class: "strong",
                turned: -90
            ),
            Element.label("predicted class", at: Point(x: 12, y: 24), class: "strong"),
        ]
        return axes + names
    }

    private static func cells(
        of summary: EvaluationSummary,
        _ layout: ConfusionLayout
    ) -> [Element] {
        let matrix = summary.confusion
        return matrix.counts.indices.flatMap { row in
            matrix.counts.indices.flatMap { column in
                let count = matrix.counts[row][column]
                let share = matrix.share(of: row, predicted: column)
                let isRight = row == column
                let opacity = isRight ? share : wrongOpacity(of: share)
                let cell = layout.cell(row: row, column: column)
                let ground = Element.rectangle(cell, class: "cell", opacity: 0.08)
                guard count > 0 else { return [ground] }
                let fill = Element.rectangle(
                    cell,
                    class: isRight ? "right" : "wrong",
                    opacity: opacity,
                    tooltip: "\(summary.classNames[row]) taken for \(summary.classNames[column]): "
                        + "\(count) (\(FixedPoint.percentage(share)))"
                )
                // White is the better contrast only on nearly full blue.
                let style = isRight && opacity > 0.8 ? "onfill" : "ink"
                let number = Element.label(
                    "\(count)",
                    at: Point(x: cell.midX, y: cell.midY + 4),
                    anchor: .middle,
                    class: style
                )
                return [ground, fill, number]
            }
        }
    }

    private static func margins(
        of summary: EvaluationSummary,
        _ layout: ConfusionLayout
    ) -> [Element] {
        let grid = layout.grid
        let right = layout.recallX
        let titles = [
            Element.label(
                "recall",
                at: Point(x: right, y: grid.maxY + 20),
                anchor: .end,
                class: "soft"
            ),
            Element.label(
                "precision",
                at: Point(x: grid.x - 8, y: grid.maxY + 20),
                anchor: .end,
                class: "soft"
            ),
        ]
        return titles
            + summary.classes.enumerated().flatMap { index, report in
                let cell = layout.cell(row: index, column: index)
                return [
                    Element.label(
                        FixedPoint.percentage(report.recall, places: 1),
                        at: Point(x: right, y: cell.midY + 4),
                        anchor: .end
                    ),
                    Element.label(
                        report.precision.map { FixedPoint.text($0 * 100, places: 1) }
                            ?? FixedPoint.undefined,
                        at: Point(x: cell.midX, y: grid.maxY + 20),
                        anchor: .middle
                    ),
                ]
            }
    }

    private static func wrongOpacity(of share: Double) -> Double {
        min(1, (2 * share).squareRoot())
    }

    /// Five steps of each colour with the share that they stand for.
    private static func legend(_ layout: ConfusionLayout) -> [Element] {
        let shares = [
            ("right", [0.2, 0.4, 0.6, 0.8, 1]), ("wrong", [0.01, 0.05, 0.1, 0.25, 0.5]),
        ]
        return shares.enumerated().flatMap { line, entry in
            let (style, shares) = entry
            let y = layout.legendY + Double(line) * 24
            let words = Element.label(
                style == "right" ? "share of the row, right" : "share of the row, wrong",
                at: Point(x: layout.grid.x - 8, y: y + 12),
                anchor: .end,
                class: "soft"
            )
            let steps = shares.enumerated().flatMap { index, share in
                let x = layout.grid.x + Double(index) * 66
                let swatch = Frame(x: x, y: y, width: 24, height: 16)
                return [
                    Element.rectangle(swatch, class: "cell", opacity: 0.08),
                    Element.rectangle(
                        swatch,
                        class: style,
                        opacity: style == "right" ? share : wrongOpacity(of: share)
                    ),
                    Element.label(
                        FixedPoint.percentage(share, places: 0),
                        at: Point(x: x + 28, y: y + 12),
                        class: "soft"
                    ),
                ]
            }
            return [words] + steps
        }
    }
}
