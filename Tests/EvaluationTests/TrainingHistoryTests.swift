import Evaluation
import Testing

@Suite struct TrainingHistoryTests {
    private let start =
        #"{"event":"start","batch_size":128,"lr":0.1,"name":"sgd","ema":true,"x":[1]}"#
    private let epochs = [
        #"{"event":"epoch","epoch":1,"step":10,"input_size":64,"learning_rate":0.1,"#
            + #""train_loss":2.5,"train_accuracy":0.25,"validation_loss":null,"novel":{}}"#,
        #"{"event":"epoch","epoch":2,"validation_accuracy":0.5,"ema_validation_accuracy":0.75}"#,
    ]

    private func history(_ lines: [String]) throws -> TrainingHistory {
        try TrainingHistory(parsing: lines.map { $0 + "\n" }.joined())
    }

    @Test func `settings and epochs are read, unknown keys and events are not`() throws {
        let history = try history([start, #"{"event":"pause"}"#, ""] + epochs)
        #expect(history.settings.map(\.name) == ["batch_size", "ema", "lr", "name"])
        #expect(history.settings.map(\.value) == ["128", "true", "0.1", "sgd"])
        #expect(history.epochs.map(\.epoch) == [1, 2])
        #expect(history.epochs[0].inputSize == 64 && history.epochs[0].trainLoss == 2.5)
        #expect(history.epochs[0].validationLoss == nil)
        #expect(history.epochs[1].bestValidationAccuracy == 0.75)
        #expect(!history.isTruncated)
    }

    @Test func `a last line cut off anywhere is left out`() throws {
        let whole = start + "\n" + epochs[0] + "\n"
        for length in 1..<epochs[1].count {
            let history = try TrainingHistory(parsing: whole + epochs[1].prefix(length))
            #expect(history.epochs.map(\.epoch) == [1])
            #expect(history.isTruncated)
        }
        let complete = try TrainingHistory(parsing: whole + epochs[1])
        #expect(complete.epochs.count == 2 && !complete.isTruncated)
    }

    @Test func `lines may end as on Windows`() throws {
        let history = try TrainingHistory(parsing: start + "\r\n" + epochs[1] + "\r\n")
        #expect(history.epochs.count == 1 && history.settings.count == 4)
    }

    @Test(arguments: [
        ("{\"event\":\"epo", "it is not a JSON object"),
        (#"{"epoch":1}"#, "it has no event"),
        (#"{"event":"epoch"}"#, "it has no epoch"),
        (#"{"event":"epoch","epoch":"one"}"#, "epoch has the wrong type"),
    ])
    func `a broken line that is not the last is refused by number`(
        line: String,
        reason: String
    ) {
        let expected = EvaluationError.unreadableHistory(line: 2, reason: reason)
        #expect(throws: expected) { try history([start, line, epochs[0]]) }
    }

    @Test func `a broken last line that has its line feed is not taken for a truncated one`() {
        #expect(throws: EvaluationError.self) { try history([start, "{"]) }
    }

    @Test func `an epoch that was repeated counts as it was last`() throws {
        let again = #"{"event":"epoch","epoch":1,"train_loss":1.5}"#
        let history = try history(epochs + [again])
        #expect(history.epochs.map(\.epoch) == [1, 2])
        #expect(history.epochs[0].trainLoss == 1.5)
    }

    @Test func `nothing is a history without epochs`() throws {
        #expect(try TrainingHistory(parsing: "").epochs.isEmpty)
        #expect(CurvesSVG.picture(of: TrainingCourse([try TrainingHistory(parsing: "")])) == nil)
    }
}
