import PlainText

/// A report as one HTML page that needs nothing else: style, drawings and pictures are inside.
package enum HTMLReport {
    /// The page's text.
    package static func text(for content: ReportContent) -> String {
        let head = Element(
            "head",
            [:],
            [
                Element("meta", ["charset": "utf-8"]),
                // Holds the page to its word: whatever it would load from elsewhere is refused.
                Element(
                    "meta",
                    [
                        "http-equiv": "Content-Security-Policy",
                        "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
                    ]
                ),
                Element(
                    "meta",
                    ["name": "viewport", "content": "width=device-width, initial-scale=1"]
                ),
                Element("meta", ["name": "color-scheme", "content": "light dark"]),
                Element("title", text: content.title),
                PageStyle.styleSheet,
                Picture.styleSheet,
            ]
        )
        let body = Element("body", [:], [Element("main", [:], parts(of: content))])
        let page = Element("html", ["lang": "en"], [head, body])
        return "<!doctype html>\n\(page.rendered)\n"
    }

    private static func parts(of content: ReportContent) -> [Element] {
        let summary = content.summary
        let figures = SummaryTable.figures(of: summary).map {
            ReportContent.Fact($0.name, $0.value)
        }
        let pictures = [content.history.flatMap(CurvesSVG.picture)].compactMap(\.self)
        let parts: [(heading: String, elements: [Element])] = [
            ("Result", [list(figures, style: "figures")]),
            ("Comparison", content.comparison?.elements ?? []),
            ("Model", content.facts.isEmpty ? [] : [list(content.facts, style: "facts")]),
            ("Training", pictures.map(drawing) + settings(of: content.history)),
            ("Confusion matrix", [drawing(ConfusionMatrixSVG.picture(of: summary))]),
            ("Classes", classTable(of: summary).elements),
            ("Calibration", calibration(of: content)),
            ("Sample predictions", gallery(content.samples)),
            ("Worst mistakes", gallery(content.worstMistakes)),
            ("Robustness", content.robustness?.elements ?? []),
        ]
        let sections = parts.filter { !$0.elements.isEmpty }.map { part in
            Element("section", [:], [Element("h2", text: part.heading)] + part.elements)
        }
        return [Element("h1", text: content.title)] + sections
    }

    private static func list(_ facts: [ReportContent.Fact], style: String) -> Element {
        Element(
            "dl",
            ["class": style],
            facts.map { fact in
                Element(
                    "div",
                    [:],
                    [Element("dt", text: fact.name), Element("dd", text: fact.value)]
                )
            }
        )
    }

    private static func drawing(_ picture: Picture) -> Element {
        Element("div", ["class": "wide drawing"], [picture.element])
    }

    private static func settings(of history: TrainingHistory?) -> [Element] {
        guard let settings = history?.settings, !settings.isEmpty else { return [] }
        let facts = settings.map { ReportContent.Fact($0.name, $0.value) }
        return [Element("h3", text: "Settings"), list(facts, style: "facts")]
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

    private static func gallery(_ samples: [SamplePrediction]) -> [Element] {
        guard !samples.isEmpty else { return [] }
        return [Element("div", ["class": "gallery"], samples.map(\.element))]
    }
}
