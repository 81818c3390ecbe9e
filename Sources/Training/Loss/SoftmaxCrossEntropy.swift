import Glibc

/// The loss of a batch, and its gradient at the logits.
///
/// With targets `q` that sum to 1 in each row (a class, smoothed, or a mixture of two), and weights
/// `v`, which are 1 unless data are pruned:
///
/// - Forward: `p = softmax(z)`, `ℓₙ = −Σₖ qₙₖ log pₙₖ`, `L = (1/N) Σₙ vₙ ℓₙ`.
/// - Backward: `dL/dzₙ = vₙ (pₙ − qₙ) / N`.
package enum SoftmaxCrossEntropy {
    /// Computes loss and gradient of a batch, or of a part of it.
    ///
    /// - Parameters:
    ///   - logits: `z`, row-major, as many rows as `targets`.
    ///   - targets: `q` and `v`.
    ///   - batch: `N`, the rows of the whole batch.
    ///   - gradient: Where `dL/dz` goes, shaped like the logits.
    /// - Returns: What these rows add to `L`, and `ℓ` of each.
    package static func evaluate(
        logits: Span<Float>,
        targets: Targets,
        batch: Int,
        gradient: inout MutableSpan<Float>
    ) -> (sum: Double, losses: [Float]) {
        precondition(
            logits.count == targets.values.count && logits.count == gradient.count,
            "logits, targets and gradient are of one shape"
        )
        let classCount = targets.classCount
        let wanted = targets.values.span
        var total = 0.0
        var losses: [Float] = []
        losses.reserveCapacity(targets.weights.count)
        for (row, weight) in targets.weights.enumerated() {
            let indices = row * classCount..<(row + 1) * classCount
            let scale = Double(weight) / Double(batch)
            var loss = 0.0
            var largest = -Float.infinity
            for index in indices { largest = max(largest, logits[index]) }
            var sum = 0.0
            for index in indices { sum += exp(Double(logits[index] - largest)) }
            let logSum = log(sum) + Double(largest)
            for index in indices {
                let logProbability = Double(logits[index]) - logSum
                loss -= Double(wanted[index]) * logProbability
                gradient[index] = Float(
                    (exp(logProbability) - Double(wanted[index])) * scale
                )
            }
            total += scale * loss
            losses.append(Float(loss))
        }
        return (total, losses)
    }
}
