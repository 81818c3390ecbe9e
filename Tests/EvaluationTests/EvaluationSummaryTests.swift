import Evaluation
import Glibc
import Testing
import PlainText

@Suite struct EvaluationSummaryTests {
    private func summary(of outcomes: [Outcome] = fourOutcomes) throws -> EvaluationSummary {
        try EvaluationSummary(of: outcomes, classNames: threeNames)
    }

    @Test func `accuracy and confusion count what was taken for what`() throws {
        let summary = try summary()
        #expect(summary.confusion.counts == [[1, 1, 0], [0, 2, 0], [0, 0, 0]])
        #expect(summary.count == 4)
        #expect(summary.accuracy == 0.75)
    }

    @Test func `precision, recall and F1 are those worked out by hand`() throws {
        let classes = try summary().classes
        #expect(classes.map(\.precision) == [1, 2.0 / 3, nil])
        #expect(classes.map(\.recall) == [0.5, 1, nil])
        #expect(classes.map(\.f1) == [2.0 / 3, 0.8, nil])
        #expect(classes.map(\.support) == [2, 2, 0])
    }

    @Test func `the macro F1 leaves out a class that neither occurs nor is predicted`() throws {
        #expect(isClose(try summary().macroF1, (2.0 / 3 + 0.8) / 2, within: 1e-15))
    }

    @Test func `a class that occurs and is never hit has an F1 of 0, not none`() throws {
        let missed = try summary(of: [outcome(label: 2, [0.5, 0.3, 0.2])])
        #expect(missed.classes[2].f1 == 0)
        #expect(missed.classes[2].precision == nil)
        #expect(missed.macroF1 == 0)
    }

    @Test func `loss and Brier score are those worked out by hand`() throws {
        let summary = try summary()
        let loss = -(log(0.7) + log(0.3) + log(0.8) + log(0.5)) / 4
        #expect(isClose(summary.negativeLogLikelihood, loss))
        // Squared distances to (1,0,0), (1,0,0), (0,1,0) and (0,1,0).
        let distances = [0.14, 0.86, 0.06, 0.375]
        #expect(isClose(summary.brierScore, distances.reduce(0, +) / 4))
    }

    @Test func `top-k counts the true class among the k likeliest`() throws {
        let summary = try EvaluationSummary(
            of: fourOutcomes + [outcome(label: 2, [0.5, 0.3, 0.2])],
            classNames: threeNames,
            topCounts: [1, 2, 3, 4]
        )
        #expect(summary.topAccuracies.map(\.k) == [1, 2, 3])
        #expect(summary.topAccuracies.map(\.accuracy) == [0.6, 0.8, 1])
    }

    @Test func `of equal logits the first is the answer, for accuracy and for top-k`() throws {
        let tied = [
            Outcome(name: "a", label: 0, logits: [1, 1, 1]),
            Outcome(name: "b", label: 1, logits: [1, 1, 1]),
        ]
        let summary = try EvaluationSummary(of: tied, classNames: threeNames, topCounts: [1, 2])
        #expect(summary.accuracy == 0.5)
        #expect(summary.topAccuracies.map(\.accuracy) == [0.5, 1])
    }

    @Test func `the worst mistakes come first, and only mistakes`() throws {
        let summary = try summary(of: [
            outcome("sure.jpg", label: 0, [0.05, 0.9, 0.05]),
            outcome("right.jpg", label: 0, [0.98, 0.01, 0.01]),
            outcome("torn-b.jpg", label: 2, [0.5, 0.2, 0.3]),
            outcome("torn-a.jpg", label: 2, [0.5, 0.2, 0.3]),
        ])
        #expect(summary.mistakes.map(\.name) == ["sure.jpg", "torn-a.jpg", "torn-b.jpg"])
        let worst = try #require(summary.worstMistakes(1).first)
        #expect(worst.label == 0 && worst.predicted == 1)
        #expect(isClose(worst.confidence, 0.9))
        #expect(isClose(worst.trueClassProbability, 0.05))
        #expect(summary.worstMistakes(9).count == 3)
    }

    @Test func `a perfect classifier has no mistake and only full marks`() throws {
        let sure = (0..<3).map { label in
            Outcome(name: "\(label)", label: label, logits: (0..<3).map { $0 == label ? 100 : 0 })
        }
        let summary = try summary(of: sure)
        #expect(summary.accuracy == 1 && summary.macroF1 == 1 && summary.mistakes.isEmpty)
        #expect(summary.negativeLogLikelihood >= 0 && summary.negativeLogLikelihood < 1e-40)
        #expect(summary.reliability.expectedCalibrationError < 1e-15)
        #expect(summary.accuracyInterval.upperBound == 1)
    }

    @Test func `logits far beyond what exp can take give finite figures`() throws {
        let huge = [Outcome(name: "a", label: 1, logits: [3e38, -3e38, 0])]
        let summary = try summary(of: huge)
        #expect(summary.negativeLogLikelihood.isFinite)
        #expect(summary.negativeLogLikelihood > 1e38)
        #expect(isClose(summary.brierScore, 2))
    }

    @Test func `the temperature flattens the probabilities and moves no answer`() throws {
        let plain = try summary()
        let flat = try EvaluationSummary(of: fourOutcomes, classNames: threeNames, temperature: 4)
        #expect(flat.confusion == plain.confusion)
        #expect(flat.mistakes[0].confidence < plain.mistakes[0].confidence)
    }

    @Test func `nothing to judge is refused`() {
        #expect(throws: EvaluationError.noOutcomes) { try summary(of: []) }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func `an answer that is no number is refused by name`(logit: Float) {
        let outcomes = fourOutcomes + [Outcome(name: "bad.jpg", label: 0, logits: [0, logit, 0])]
        #expect(throws: EvaluationError.notFinite(image: "bad.jpg")) {
            try summary(of: outcomes)
        }
    }

    @Test func `the JSON has null for what is undefined and escapes names`() throws {
        let summary = try EvaluationSummary(
            of: [outcome("a\"\n.jpg", label: 0, [0.25, 0.5, 0.25])],
            classNames: threeNames
        )
        let text = summary.json.text
        #expect(text.hasPrefix(#"{"images":1,"temperature":1.0,"accuracy":0.0,"#))
        #expect(text.contains(#""confusion_matrix":[[0,1,0],[0,0,0],[0,0,0]]"#))
        #expect(text.contains(#"{"class":"SeaLake","precision":null,"recall":null,"f1":null"#))
        #expect(text.contains(#""image":"a\"\n.jpg","class":"Forest","predicted":"River""#))
    }
}
