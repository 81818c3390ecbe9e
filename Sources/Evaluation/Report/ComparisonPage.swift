import PlainText

/// Two judges' answers as one HTML page that needs nothing else.
package enum ComparisonPage {
    /// What the page tells.
    package struct Content: Sendable {
        /// The page's heading.
        package var title: String
        /// What was compared, how, and at what cost.
        package var facts: [ReportContent.Fact]
        /// How often they agree.
        package var agreement: Agreement
        /// What the first judge is called.
        package var first: String
        /// What the second judge is called.
        package var second: String
        /// Images that they disagree about.
        package var disagreements: [SamplePrediction]
        /// Images that only the first judged, with the reason.
        package var unanswered: [ReportContent.Fact]

        /// States what a page tells.
        package init(
            title: String,
            facts: [ReportContent.Fact],
            agreement: Agreement,
            first: String,
            second: String,
            disagreements: [SamplePrediction] = [],
            unanswered: [ReportContent.Fact] = []
        ) {
            self.title = title
            self.facts = facts
            self.agreement = agreement
            self.first = first
            self.second = second
            self.disagreements = disagreements
            self.unanswered = unanswered
        }
    }

    /// The page's text.
    package static func text(for content: Content) -> String {
        let agreement = content.agreement
        let parts: [(heading: String, elements: [Element])] = [
            (
                "Result",
                [Page.list(figures(of: content), style: "figures"), Element("p", text: caution)]
            ),
            ("Run", content.facts.isEmpty ? [] : [Page.list(content.facts, style: "facts")]),
            ("Classes", agreement.total == 0 ? [] : classes(of: content).elements),
            ("Agreement matrix", agreement.total == 0 ? [] : matrix(of: content).elements),
            ("Disagreements", Page.gallery(content.disagreements)),
            (
                "Without a second answer",
                content.unanswered.isEmpty ? [] : [Page.list(content.unanswered, style: "facts")]
            ),
        ]
        return Page.text(title: content.title, parts: parts)
    }

    private static let caution =
        "Neither answer is the truth. A vision-language model that has never been trained on these "
        + "classes guesses: the published zero-shot accuracy of GPT-4o's predecessor on EuroSAT "
        + "is 46.8 % (GPT4Vis, 2023)."

    private static func figures(of content: Content) -> [ReportContent.Fact] {
        let agreement = content.agreement
        var figures = facts("agreement", agreement.agreed, of: agreement.total)
        if let kappa = agreement.kappa {
            figures.append(.init("Cohen's kappa", FixedPoint.text(kappa, places: 2)))
        }
        if agreement.labelled > 0 {
            figures +=
                facts("\(content.first) is right", agreement.firstRight, of: agreement.labelled)
                + facts("\(content.second) is right", agreement.secondRight, of: agreement.labelled)
        }
        return figures
    }

    private static func facts(
        _ name: String,
        _ count: Int,
        of total: Int
    ) -> [ReportContent.Fact] {
        guard total > 0 else { return [.init(name, FixedPoint.undefined)] }
        let share = FixedPoint.percentage(Double(count) / Double(total), places: 1)
        return [.init("\(name), \(count) of \(total)", share)]
    }

    /// Such as `91.3 % (168 of 184; 86.4 to 94.6 %)`.
    package static func share(_ count: Int, of total: Int) -> String {
        guard total > 0 else { return "no image" }
        let interval = WilsonInterval(successes: count, trials: total)
        let share = FixedPoint.percentage(Double(count) / Double(total), places: 1)
        let lower = FixedPoint.text(interval.lowerBound * 100, places: 1)
        let upper = FixedPoint.percentage(interval.upperBound, places: 1)
        return "\(share) (\(count) of \(total); 95 %: \(lower) to \(upper))"
    }

    private static func classes(of content: Content) -> ReportTable {
        ReportTable(
            headings: [
                "Class", content.first, content.second, "both", "agreement",
                "else \(content.second) says",
            ],
            rows: AgreementTable.rows(of: content.agreement).map { row in
                ReportTable.Row(
                    [row.name] + row.counts + [row.share, row.others],
                    isHighlighted: row.name == "all"
                )
            }
        )
    }

    private static func matrix(of content: Content) -> ReportTable {
        let agreement = content.agreement
        let matrix = agreement.matrix
        // A row for each class that the first names, a column for each that the second names.
        let rows = agreement.classNames.indices.filter { matrix.support(of: $0) > 0 }
        let columns = agreement.classNames.indices.filter { matrix.predictions(of: $0) > 0 }
        return ReportTable(
            headings: ["\(content.first) \\ \(content.second)"]
                + columns.map { agreement.classNames[$0] },
            rows: rows.map { row in
                let counts = columns.map { matrix.counts[row][$0] }
                return ReportTable.Row(
                    [agreement.classNames[row]] + counts.map { $0 == 0 ? "·" : "\($0)" }
                )
            },
            note: "Images by the class that each names; classes that nobody names are left out."
        )
    }
}
