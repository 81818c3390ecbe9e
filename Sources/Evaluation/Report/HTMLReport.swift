import PlainText

/// A report as one HTML page that needs nothing else: style, drawings and pictures are inside.
package enum HTMLReport {
    /// The page's text.
    package static func text(for content: ReportContent) -> String {
        Page.text(title: content.title, parts: parts(of: content))
    }

    private static func parts(
        of content: ReportContent
    ) -> [(heading: String, elements: [Element])] {
        let summary = content.summary
        let figures = SummaryTable.figures(of: summary).map {
            ReportContent.Fact($0.name, $0.value)
        }
        let pictures = [content.course.flatMap(CurvesSVG.picture)].compactMap(\.self)
        return [
            ("Result", [Page.list(figures, style: "figures")]),
            ("Comparison", content.comparison?.elements ?? []),
            ("Model", content.facts.isEmpty ? [] : [Page.list(content.facts, style: "facts")]),
            ("Training", pictures.map(drawing) + settings(of: content.course)),
            ("Confusion matrix", [drawing(ConfusionMatrixSVG.picture(of: summary))]),
            ("Classes", classTable(of: summary).elements),
            ("Calibration", calibration(of: content)),
            ("Sample predictions", Page.gallery(content.samples)),
            ("Worst mistakes", Page.gallery(content.worstMistakes)),
            ("Robustness", content.robustness?.elements ?? []),
        ]
    }

    private static func drawing(_ picture: Picture) -> Element {
        Element("div", ["class": "wide drawing"], [picture.element])
    }

    /// The hyper-parameters: a list of one run's, or a table with a column for each run.
    private static func settings(of course: TrainingCourse?) -> [Element] {
        let runs = course?.runs.map(\.settings) ?? []
        let names = Set(runs.joined().map(\.name)).sorted()
        guard let first = runs.first, !names.isEmpty else { return [] }
        let heading = Element("h3", text: "Settings")
        guard runs.count > 1 else {
            let facts = first.map { ReportContent.Fact($0.name, $0.value) }
            return [heading, Page.list(facts, style: "facts")]
        }
        let rows = names.map { name in
            ReportTable.Row(
                [name] + runs.map { run in run.first { $0.name == name }?.value ?? "–" }
            )
        }
        let table = ReportTable(
            headings: ["Setting"] + runs.indices.map { "Run \($0 + 1)" },
            rows: rows
        )
        return [heading] + table.elements
    }

    private static func classTable(of summary: EvaluationSummary) -> ReportTable {
        let rows = summary.classes.map { report in
            let shares = [report.precision, report.recall, report.f1]
            return ReportTable.Row(
                [report.name] + shares.map { FixedPoint.percentage($0) } + ["\(report.support)"]
            )
        }
        return ReportTable(
            headings: ["Class", "Precision", "Recall", "F1", "Images"],
            rows: rows
        )
    }

    private static func calibration(of content: ReportContent) -> [Element] {
        let temperature = FixedPoint.shortest(content.summary.temperature, places: 3)
        let served = ReliabilitySVG.picture(
            of: content.summary.reliability,
            caption: "As served, temperature \(temperature)"
        )
        let plain = content.uncalibrated.map { reliability in
            ReliabilitySVG.picture(of: reliability, caption: "Before calibration, temperature 1")
        }
        let pictures = [plain, served].compactMap(\.self).map(drawing)
        return [Element("div", ["class": "beside"], pictures)]
    }
}
