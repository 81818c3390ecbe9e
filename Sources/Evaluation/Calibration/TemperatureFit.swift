/// The temperature that makes a classifier's confidences fit its accuracy best.
///
/// Source: Guo et al. 2017, section 4.2: one number that all logits are divided by, chosen to
/// minimise the negative log-likelihood. It changes no predicted class. Fit it on images that were
/// neither trained on nor are tested on.
package struct TemperatureFit: Hashable, Sendable {
    /// What to divide the logits by; within ``range``.
    package let temperature: Double

    /// The negative log-likelihood at a temperature of 1, in nats.
    package let nllBefore: Double

    /// The negative log-likelihood at ``temperature``, in nats.
    package let nllAfter: Double

    /// The expected calibration error at a temperature of 1, 0…1.
    package let eceBefore: Double

    /// The expected calibration error at ``temperature``, 0…1.
    package let eceAfter: Double

    /// The temperatures that are considered.
    package static let range = 0.05...20

    /// Whether the best temperature lies outside ``range``, as it does when every answer is right:
    /// then the images are too few or too easy to calibrate by.
    package var isAtBound: Bool {
        temperature == Self.range.lowerBound || temperature == Self.range.upperBound
    }

    /// Finds the temperature.
    ///
    /// - Throws: An ``EvaluationError`` if there is no outcome, or one with a logit that is not
    ///   finite.
    package static func fit(_ outcomes: [Outcome]) throws(EvaluationError) -> TemperatureFit {
        let outcomes = try outcomes.checked().outcomes
        let temperature = bestTemperature(for: outcomes)
        let before = figures(of: outcomes, temperature: 1)
        let after = figures(of: outcomes, temperature: temperature)
        return TemperatureFit(
            temperature: temperature,
            nllBefore: before.nll,
            nllAfter: after.nll,
            eceBefore: before.ece,
            eceAfter: after.ece
        )
    }

    /// In the inverse temperature the likelihood is convex, so its slope has one root: Newton's
    /// steps, and a bisection wherever a step would leave the bracket.
    private static func bestTemperature(for outcomes: [Outcome]) -> Double {
        var (low, high) = (1 / range.upperBound, 1 / range.lowerBound)
        if LikelihoodSlope(of: outcomes, inverseTemperature: low).slope >= 0 {
            return range.upperBound
        }
        if LikelihoodSlope(of: outcomes, inverseTemperature: high).slope <= 0 {
            return range.lowerBound
        }
        var inverse = 1.0
        for _ in 0..<maximumSteps where high - low > tolerance * inverse {
            let likelihood = LikelihoodSlope(of: outcomes, inverseTemperature: inverse)
            if likelihood.slope > 0 { high = inverse } else { low = inverse }
            let next = inverse - likelihood.slope / likelihood.curvature
            // Also false for a step into nowhere, which a flat likelihood gives.
            let isInside = next >= low && next <= high
            let step = (isInside ? next : (low + high) / 2) - inverse
            inverse += step
            if abs(step) <= tolerance * inverse { break }
        }
        return 1 / inverse
    }

    private static let maximumSteps = 200
    private static let tolerance = 1e-12

    private static func figures(
        of outcomes: [Outcome],
        temperature: Double
    ) -> (nll: Double, ece: Double) {
        let answers = outcomes.map { Softmax($0.logits, temperature: temperature) }
        let loss = zip(outcomes, answers).reduce(0) { $0 - $1.1.logProbabilities[$1.0.label] }
        let reliability = Reliability(
            of: zip(outcomes, answers).map { ($1.confidence, $1.predicted == $0.label) }
        )
        return (loss / Double(outcomes.count), reliability.expectedCalibrationError)
    }
}
