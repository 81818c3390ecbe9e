/// How the negative log-likelihood changes with the inverse temperature, summed over all images.
struct LikelihoodSlope {
    /// The first derivative: the expected logit under softmax less the true class's.
    private(set) var slope = 0.0

    /// The second derivative: the logits' variance under softmax, so never negative.
    private(set) var curvature = 0.0

    /// Computes both at one inverse temperature, which is positive.
    init(of outcomes: [Outcome], inverseTemperature: Double) {
        for outcome in outcomes {
            let answer = Softmax(outcome.logits, temperature: 1 / inverseTemperature)
            let weighted = zip(answer.probabilities, outcome.logits.map(Double.init))
            let mean = weighted.reduce(0) { $0 + $1.0 * $1.1 }
            slope += mean - Double(outcome.logits[outcome.label])
            curvature += weighted.reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
        }
    }
}
