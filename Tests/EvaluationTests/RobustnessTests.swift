import Evaluation
import Testing
import PlainText

@Suite struct RobustnessTests {
    /// The second image, wrong before, is now right; the third, right before, now wrong.
    private let disturbed = [
        outcome("0.jpg", label: 0, [0.6, 0.3, 0.1]),
        outcome("1.jpg", label: 0, [0.5, 0.4, 0.1]),
        outcome("2.jpg", label: 1, [0.1, 0.2, 0.7]),
        outcome("3.jpg", label: 1, [0.25, 0.5, 0.25]),
    ]

    @Test func `accuracy, agreement and what holds in every version are told apart`() throws {
        let robustness = try Robustness(
            clean: fourOutcomes,
            disturbed: [("darker", disturbed), ("unchanged", fourOutcomes)]
        )
        #expect(robustness.clean.accuracy == 0.75)
        #expect(robustness.clean.agreement == 1)
        #expect(robustness.disturbed.map(\.name) == ["darker", "unchanged"])
        #expect(robustness.disturbed.map(\.accuracy) == [0.75, 0.75])
        #expect(robustness.disturbed.map(\.agreement) == [0.5, 1])
        #expect(robustness.accuracyInEvery == 0.5)
    }

    @Test func `the table gives differences in points, with their sign`() throws {
        let allRight = fourOutcomes.map { Outcome(name: $0.name, label: $0.label, logits: hit($0)) }
        let robustness = try Robustness(
            clean: fourOutcomes,
            disturbed: [("better", allRight), ("darker", disturbed)]
        )
        let expected = """
            IMAGES                  ACCURACY  DIFFERENCE  SAME CLASS
            as they are              75.00 %
            better                  100.00 %      +25.00     75.00 %
            darker                   75.00 %        0.00     50.00 %
            right in every version   50.00 %      -25.00

            """
        #expect(RobustnessTable.text(for: robustness) == expected)
        #expect(RobustnessTable.reportTable(for: robustness).rows[1].cells[2] == "+25.00")
    }

    @Test func `a program reads every version`() throws {
        let robustness = try Robustness(clean: fourOutcomes, disturbed: [("darker", disturbed)])
        let expected =
            #"{"versions":[{"images":"as they are","accuracy":0.75,"#
            + #""agreement_with_clean":1.0},{"images":"darker","accuracy":0.75,"#
            + #""agreement_with_clean":0.5}],"accuracy_in_every_version":0.5}"#
        #expect(robustness.json.text == expected)
    }

    @Test func `an answer that is no number is refused in any version`() {
        let broken = [Outcome(name: "x.jpg", label: 0, logits: [.nan, 0, 0])]
        let sound = [Outcome(name: "x.jpg", label: 0, logits: [1, 0, 0])]
        #expect(throws: EvaluationError.notFinite(image: "x.jpg")) {
            try Robustness(clean: sound, disturbed: [("darker", broken)])
        }
        #expect(throws: EvaluationError.noOutcomes) { try Robustness(clean: [], disturbed: []) }
    }

    private func hit(_ outcome: Outcome) -> [Float] {
        outcome.logits.indices.map { $0 == outcome.label ? 1 : 0 }
    }
}
