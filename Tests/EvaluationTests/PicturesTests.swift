import Evaluation
import Testing
import PlainText

@Suite struct PicturesTests {
    private let hostile = ["<script>alert(1)</script>", "\"onload='x'", "a&b\u{0}\u{1B}]]>"]

    private func summary(names: [String] = threeNames) throws -> EvaluationSummary {
        try EvaluationSummary(of: fourOutcomes, classNames: names)
    }

    private func curves(epochs: Int, fields: (Int) -> String) throws -> Picture? {
        let lines = (1...epochs).map { "{\"event\":\"epoch\",\"epoch\":\($0)\(fields($0))}\n" }
        return CurvesSVG.picture(of: TrainingCourse([try TrainingHistory(parsing: lines.joined())]))
    }

    @Test func `a confusion matrix has a cell for each pair and a number for each that occurs`()
        throws
    {
        let text = ConfusionMatrixSVG.picture(of: try summary()).text
        let names = try elementNames(of: text)
        // The ground, nine empty cells, three coloured ones and twice two legends of five.
        #expect(names.count { $0 == "rect" } == 1 + 9 + 3 + 20)
        #expect(text.contains(">66.7</text>") && text.contains(">50.0 %</text>"))
        #expect(text.contains("<title>Confusion matrix of 4 images, 75.00 % of them right</title>"))
        #expect(text.contains("Forest taken for River: 1 (50.00 %)"))
    }

    @Test func `hostile names stay text`() throws {
        let text = ConfusionMatrixSVG.picture(of: try summary(names: hostile)).text
        let names = try elementNames(of: text)
        #expect(!names.contains("script"))
        #expect(!text.contains("'x'") && !text.contains("\u{0}") && !text.contains("\u{1B}"))
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    @Test func `a picture alone has its style, and one of a page has not`() throws {
        let picture = ConfusionMatrixSVG.picture(of: try summary())
        #expect(try elementNames(of: picture.text).contains("style"))
        #expect(picture.text.contains("prefers-color-scheme: dark"))
        #expect(picture.text.hasPrefix(#"<svg xmlns="http://www.w3.org/2000/svg""#))
        #expect(try !elementNames(of: picture.element.rendered).contains("style"))
    }

    @Test func `curves have a line for each measure and marks where the input grows`() throws {
        let picture = try #require(
            try curves(epochs: 6) { epoch in
                let size = epoch < 4 ? 64 : 128
                return
                    ",\"input_size\":\(size),\"learning_rate\":0.1,\"train_loss\":\(1.0 / Double(epoch)),"
                    + "\"train_accuracy\":0.5,\"validation_accuracy\":0.\(epoch)"
            }
        )
        let text = picture.text
        let names = try elementNames(of: text)
        #expect(names.count { $0 == "polyline" } == 4)
        // In the strip above and in each of three panels.
        #expect(text.split(separator: "class=\"mark\"").count == 1 + 4)
        #expect(text.contains("input 64 × 64") && text.contains("input 128 × 128"))
        #expect(text.contains("best 60.00 % in epoch 6"))
        #expect(!text.contains("averaged weights"))
    }

    @Test(arguments: [1, 2, 7, 90, 400])
    func `any number of epochs has whole numbers below it, each once`(epochs: Int) throws {
        let picture = try #require(try curves(epochs: epochs) { ",\"train_loss\":\($0)" })
        let pattern = #/y="620" text-anchor="middle">([^<]*)</text/#
        let labels = picture.text.matches(of: pattern).map { String($0.output.1) }
        #expect(labels.allSatisfy { Int($0) != nil })
        #expect(Set(labels).count == labels.count)
        #expect((1...16).contains(labels.count))
    }

    @Test(arguments: [
        ",\"train_loss\":0", ",\"train_loss\":-1", ",\"train_loss\":1e-300", ",\"train_loss\":1e12",
        ",\"validation_accuracy\":1", ",\"validation_accuracy\":0", ",\"learning_rate\":0", "",
    ])
    func `extreme measures draw without a number that is none`(fields: String) throws {
        let picture = try #require(try curves(epochs: 3) { _ in fields })
        _ = try elementNames(of: picture.text)
        #expect(!picture.text.contains("?") && !picture.text.contains("nan"))
    }

    @Test func `a reliability diagram shows both sides of the diagonal`() throws {
        let reliability = Reliability(
            of: [(confidence: 0.5, isCorrect: true), (confidence: 0.95, isCorrect: false)]
        )
        let text = ReliabilitySVG.picture(of: reliability, caption: "T < 1").text
        _ = try elementNames(of: text)
        #expect(text.contains("T &lt; 1: expected calibration error 72.50 %</title>"))
        #expect(text.contains("1 images: accuracy 100.00 %, mean confidence 50.00 %"))
        #expect(text.contains("1 images: accuracy 0.00 %, mean confidence 95.00 %"))
    }
}
