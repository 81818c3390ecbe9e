import Evaluation
import Testing
import PlainText

@Suite struct HTMLReportTests {
    private let hostile = "\"><script src='//evil'>x</script>&"

    private func content(_ text: String) throws -> ReportContent {
        let summary = try EvaluationSummary(of: fourOutcomes, classNames: [text, "River", "Sea"])
        let sample = SamplePrediction(
            imagePNG: [0x89, 0x50, 0x4E],
            heatmapPNG: [1, 2, 3],
            caption: text,
            detail: text,
            isRight: false
        )
        let table = ReportTable(
            headings: [text, "Accuracy", "Split"],
            rows: [
                .init([text, "98.57 %", "60/20/20 random"], isHighlighted: true),
                .init(["other", "–", "80/20"]),
            ],
            note: text
        )
        let start = JSONValue.object([.init("event", .string("start")), .init(text, .string(text))])
        let epoch = #"{"event":"epoch","epoch":1,"train_loss":1,"validation_accuracy":0.5}"#
        return ReportContent(
            title: text,
            facts: [.init(text, text)],
            summary: summary,
            uncalibrated: summary.reliability,
            comparison: table,
            course: TrainingCourse([
                try TrainingHistory(parsing: start.text + "\n" + epoch + "\n")
            ]),
            samples: [sample],
            worstMistakes: [sample],
            robustness: table
        )
    }

    /// The page without its first line, which is no element.
    private func elements(of page: String) throws -> [String] {
        let rest = try #require(page.split(separator: "\n", maxSplits: 1).last)
        return try elementNames(of: String(rest))
    }

    @Test func `whatever texts say, they stay texts`() throws {
        let page = HTMLReport.text(for: try content(hostile))
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
        let names = try elements(of: page)
        let plain = try elements(of: HTMLReport.text(for: try content("plain")))
        #expect(names == plain)
        #expect(!page.contains("<script") && !page.contains("'//evil'"))
        #expect(page.contains("&quot;&gt;&lt;script src=&#39;//evil&#39;&gt;x&lt;/script&gt;&amp;"))
    }

    @Test func `the page loads nothing and forbids itself to`() throws {
        let page = HTMLReport.text(for: try content("plain"))
        #expect(page.contains("default-src &#39;none&#39;"))
        let sources = page.matches(of: #/(?:src|href)="([^"]*)"/#).map { $0.output.1 }
        #expect(sources.count == 4)
        #expect(sources.allSatisfy { $0.hasPrefix("data:image/png;base64,") })
        #expect(page.contains("data:image/png;base64,iVBO"))
        #expect(!page.contains("url(") && !page.contains("@import"))
    }

    @Test func `headings follow each other without a gap`() throws {
        let names = try elements(of: HTMLReport.text(for: try content("plain")))
        let levels = names.compactMap { ["h1": 1, "h2": 2, "h3": 3][$0] }
        #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
        #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
        #expect(levels.count { $0 == 2 } == 10)
    }

    @Test func `parts without content have no heading`() throws {
        let summary = try EvaluationSummary(of: fourOutcomes, classNames: threeNames)
        let page = HTMLReport.text(for: ReportContent(title: "bare", summary: summary))
        let headings = page.matches(of: #/<h2>([^<]*)</h2>/#).map { String($0.output.1) }
        #expect(headings == ["Result", "Confusion matrix", "Classes", "Calibration"])
    }

    @Test func `numbers keep to the right and words to the left`() throws {
        let page = HTMLReport.text(for: try content("plain"))
        #expect(page.contains(#"<td class="number">98.57 %</td>"#))
        #expect(page.contains(#"<td class="words">60/20/20 random</td>"#))
        #expect(page.contains(#"<tr class="own"><th scope="row">plain</th>"#))
    }

    @Test func `right and wrong are said in words`() throws {
        let page = HTMLReport.text(for: try content("plain"))
        #expect(page.contains("✗ wrong") && !page.contains("✓ right"))
    }
}
