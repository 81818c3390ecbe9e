import Glibc

/// The probabilities that logits stand for: `exp(zᵢ / T) / Σ exp(zⱼ / T)`, in double precision.
package struct Softmax: Hashable, Sendable {
    /// The natural logarithm of each class's probability; finite for finite logits.
    package let logProbabilities: [Double]

    /// The likeliest class, the first of several that are equally likely.
    package let predicted: Int

    /// Computes the logarithms, shifted by the largest logit so that nothing overflows.
    ///
    /// - Parameters:
    ///   - logits: At least one finite score.
    ///   - temperature: What the logits are divided by, positive.
    package init(_ logits: [Float], temperature: Double = 1) {
        precondition(temperature > 0, "a temperature is positive")
        var best = 0
        for index in logits.indices where logits[index] > logits[best] { best = index }
        let largest = Double(logits[best])
        let shifted = logits.map { (Double($0) - largest) / temperature }
        let logSum = log(shifted.reduce(0) { $0 + exp($1) })
        logProbabilities = shifted.map { $0 - logSum }
        predicted = best
    }

    /// Each class's probability; they sum to 1.
    package var probabilities: [Double] { logProbabilities.map { exp($0) } }

    /// The probability of the likeliest class.
    package var confidence: Double { exp(logProbabilities[predicted]) }
}
