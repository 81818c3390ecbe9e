import Evaluation
import Testing

@Suite struct TrainingCourseTests {
    private func run(_ rate: String, sizes: [Int]) throws -> TrainingHistory {
        let start = #"{"event":"start","learning_rate":"\#(rate)","only_\#(rate)":"x"}"#
        let epochs = sizes.enumerated().map { index, size in
            #"{"event":"epoch","epoch":\#(index + 1),"input_size":\#(size),"train_loss":1}"#
        }
        return try TrainingHistory(parsing: ([start] + epochs).map { $0 + "\n" }.joined())
    }

    @Test func `epochs count on from run to run`() throws {
        let course = TrainingCourse([
            try run("0.1", sizes: [64, 64, 128]), try run("0.2", sizes: []),
            try run("0.3", sizes: [128, 224]),
        ])
        #expect(course.epochs.map(\.epoch) == [1, 2, 3, 4, 5])
        #expect(course.epochs.map(\.inputSize) == [64, 64, 128, 128, 224])
    }

    @Test func `each run is marked, though the input's size stays`() throws {
        let first = try run("0.1", sizes: [64, 64, 64, 128, 128, 128])
        let second = try run("0.2", sizes: [128, 128, 128])
        let text = try #require(CurvesSVG.picture(of: TrainingCourse([first, second]))).text
        _ = try elementNames(of: text)
        #expect(text.contains(">run 1, input 64 × 64<") && text.contains(">input 128 × 128<"))
        #expect(text.contains(">run 2, input 128 × 128<"))
        // In the strip above and in the one panel, before two stretches.
        #expect(text.split(separator: "class=\"mark\"").count == 1 + 4)
        let alone = try #require(CurvesSVG.picture(of: TrainingCourse([second]))).text
        #expect(!alone.contains("run 1"))
    }

    @Test func `a run whose label does not fit has its mark alone`() throws {
        let long = try run("0.1", sizes: Array(repeating: 64, count: 30))
        let course = TrainingCourse([long, try run("0.2", sizes: [128])])
        let text = try #require(CurvesSVG.picture(of: course)).text
        #expect(text.contains(">run 1, input 64 × 64<") && !text.contains("run 2"))
        #expect(text.split(separator: "class=\"mark\"").count == 1 + 2)
    }

    @Test func `settings of several runs stand side by side`() throws {
        var content = ReportContent(
            title: "runs",
            summary: try EvaluationSummary(of: fourOutcomes, classNames: threeNames)
        )
        content.course = TrainingCourse([
            try run("0.1", sizes: [64]), try run("0.2", sizes: [64]),
        ])
        let page = HTMLReport.text(for: content)
        let row = #/<tr class="other"><th scope="row">([a-z_0-9.]+)</th>(.*?)</tr>/#
        let rows = page.matches(of: row).map { match in
            "\(match.output.1)" + match.output.2.replacing(#/<[^>]*>/#, with: "|")
        }
        #expect(rows.contains("learning_rate|0.1||0.2|"))
        #expect(rows.contains("only_0.1|x||–|") && rows.contains("only_0.2|–||x|"))
    }
}
