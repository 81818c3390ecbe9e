import Evaluation
import Foundation
import LandcoverCommand
import Landcover
import Testing
import Wire

@Suite struct `the file of comparisons` {
    private let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("comparisons-\(UUID().uuidString).jsonl").path

    private func record(_ file: String, _ opinion: String?) -> ComparisonRecord {
        let image = ImageSummary(width: 64, height: 64)
        let best = Prediction(className: "River", classIndex: 8, probability: 0.9, logit: 3)
        let second: Comparison.Second =
            if let opinion {
                .opinion(
                    OpinionReport(className: opinion, confidence: 0.85, reason: "so", model: "m")
                )
            } else {
                .unavailable(Status(.unavailable, "no network"))
            }
        let comparison = Comparison(
            classification: Classification(predictions: [best], image: image),
            second: second,
            secondTime: .milliseconds(1500)
        )
        return ComparisonRecord(file: file, label: "River", comparison, timing: Timing())
    }

    @Test func `gives back what was written, the last of each image`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let first = try ComparisonLog(resuming: path)
        #expect(first.records.isEmpty)
        try first.write(record("a", nil))
        try first.write(record("b", "Forest"))
        try first.write(record("a", "River"))
        let second = try ComparisonLog(resuming: path)
        #expect(second.records == [record("a", "River"), record("b", "Forest")])
        #expect(second.records.map(\.isFinal) == [true, true])
        #expect(second.records.map(\.agrees) == [true, false])
    }

    @Test func `asks again where there was no opinion`() {
        let missing = record("a", nil)
        #expect(!missing.isFinal)
        #expect(missing.agrees == nil)
        #expect(missing.unavailable?.status == "UNAVAILABLE")
    }

    @Test func `takes away half a line, and writes on behind the others`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let whole = try record("a", "River").line
        try (whole + "{\"file\":\"b\",\"la").write(toFile: path, atomically: true, encoding: .utf8)
        let log = try ComparisonLog(resuming: path)
        #expect(log.records.map(\.file) == ["a"])
        try log.write(record("b", "Forest"))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == whole + (try record("b", "Forest").line))
    }

    @Test func `is refused if it holds something else`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "dear diary\n".write(toFile: path, atomically: true, encoding: .utf8)
        let failure = try #require(throws: CommandFailure.self) {
            try ComparisonLog(resuming: path)
        }
        #expect(failure.status == .dataError)
        #expect(failure.description.contains("line 1"))
    }

    @Test func `that cannot be made is named`() throws {
        let failure = try #require(throws: CommandFailure.self) {
            try ComparisonLog(resuming: "/nowhere/results.jsonl")
        }
        #expect(failure.status == .cannotCreate)
        #expect(failure.description.contains("/nowhere/results.jsonl"))
    }

    @Test func `sums up to agreement, cost and what is missing`() {
        let records = [record("a", "River"), record("b", "Forest"), record("c", nil)]
        let summary = ComparisonSummary(records, classNames: ["Forest", "River"])
        #expect(summary.agreement.total == 2)
        #expect(summary.agreement.agreed == 1)
        #expect(summary.agreement.firstRight == 2)
        #expect(summary.unavailable.map(\.file) == ["c"])
        #expect(summary.disagreements.map(\.file) == ["b"])
        #expect(summary.second == "m")
    }
}
