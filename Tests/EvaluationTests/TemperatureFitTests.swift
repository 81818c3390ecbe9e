import Evaluation
import Glibc
import Testing
import Randomness

@Suite struct TemperatureFitTests {
    /// Answers whose labels are drawn from the softmax of the logits, which are then scaled: the
    /// right temperature is the scale.
    private func outcomes(scale: Float, count: Int = 5000) -> [Outcome] {
        var generator = SeededGenerator(seed: 7)
        return (0..<count).map { index in
            let logits = (0..<5).map { _ in Float.random(in: -2...2, using: &generator) }
            var rest = Double.random(in: 0..<1, using: &generator)
            let label = Softmax(logits).probabilities.firstIndex { probability in
                rest -= probability
                return rest < 0
            }
            return Outcome(name: "\(index)", label: label ?? 4, logits: logits.map { $0 * scale })
        }
    }

    @Test(arguments: [0.25, 1, 1.8, 6] as [Float])
    func `the temperature that logits were scaled by is found`(scale: Float) throws {
        let fit = try TemperatureFit.fit(outcomes(scale: scale))
        #expect(isClose(fit.temperature / Double(scale), 1, within: 0.05))
        #expect(!fit.isAtBound)
    }

    @Test func `the loss never grows, and is least at the temperature that was found`() throws {
        let outcomes = outcomes(scale: 3, count: 2000)
        let fit = try TemperatureFit.fit(outcomes)
        #expect(fit.nllAfter < fit.nllBefore)
        #expect(fit.eceAfter < fit.eceBefore)
        for factor in [0.999, 1.001] {
            let beside = try EvaluationSummary(
                of: outcomes,
                classNames: ["a", "b", "c", "d", "e"],
                temperature: fit.temperature * factor
            )
            #expect(beside.negativeLogLikelihood > fit.nllAfter)
        }
    }

    @Test func `what is reported is what the summary says at those temperatures`() throws {
        let outcomes = outcomes(scale: 2, count: 500)
        let fit = try TemperatureFit.fit(outcomes)
        let names = ["a", "b", "c", "d", "e"]
        let before = try EvaluationSummary(of: outcomes, classNames: names)
        let after = try EvaluationSummary(
            of: outcomes,
            classNames: names,
            temperature: fit.temperature
        )
        #expect(isClose(fit.nllBefore, before.negativeLogLikelihood, within: 1e-12))
        #expect(isClose(fit.nllAfter, after.negativeLogLikelihood, within: 1e-12))
        #expect(fit.eceBefore == before.reliability.expectedCalibrationError)
        #expect(fit.eceAfter == after.reliability.expectedCalibrationError)
    }

    @Test func `answers that are all right ask for no bound but the lowest`() throws {
        let fit = try TemperatureFit.fit([Outcome(name: "a", label: 0, logits: [1, 0])])
        #expect(fit.temperature == TemperatureFit.range.lowerBound && fit.isAtBound)
    }

    @Test func `answers that are all wrong ask for the highest`() throws {
        let fit = try TemperatureFit.fit([Outcome(name: "a", label: 1, logits: [1, 0])])
        #expect(fit.temperature == TemperatureFit.range.upperBound && fit.isAtBound)
    }

    @Test func `logits that say nothing, or far too much, do not lead astray`() throws {
        let flat = try TemperatureFit.fit([Outcome(name: "a", label: 1, logits: [2, 2])])
        #expect(TemperatureFit.range.contains(flat.temperature))
        let steep = try TemperatureFit.fit([
            Outcome(name: "a", label: 0, logits: [40, 0]),
            Outcome(name: "b", label: 0, logits: [40, 0]),
            Outcome(name: "c", label: 1, logits: [40, 0]),
        ])
        // Two thirds are right: 40 / T = ln 2, which is beyond the range.
        #expect(steep.isAtBound)
        let fair = try TemperatureFit.fit([
            Outcome(name: "a", label: 0, logits: [4, 0]),
            Outcome(name: "b", label: 0, logits: [4, 0]),
            Outcome(name: "c", label: 1, logits: [4, 0]),
        ])
        #expect(isClose(fair.temperature, 4 / log(2), within: 1e-9))
    }

    @Test func `nothing to fit is refused`() {
        #expect(throws: EvaluationError.noOutcomes) { try TemperatureFit.fit([]) }
    }
}
