import Glibc

/// The loss of a batch, and its gradient at the logits.
///
/// With targets `q` that sum to 1 in each row (a class, smoothed, or a mixture of two):
///
/// - Forward: `p = softmax(z)`, `L = −(1/N) Σₙ Σₖ qₙₖ log pₙₖ`.
/// - Backward: `dL/dz = (p − q) / N`.
package enum SoftmaxCrossEntropy {
    /// Computes loss and gradient.
    ///
    /// - Parameters:
    ///   - logits: `z`, row-major `[N, K]`.
    ///   - targets: `q`, likewise.
    ///   - classCount: `K`.
    ///   - gradient: Where `dL/dz` goes, likewise.
    /// - Returns: `L`, averaged over the batch.
    package static func evaluate(
        logits: Span<Float>,
        targets: Span<Float>,
        classCount: Int,
        gradient: inout MutableSpan<Float>
    ) -> Float {
        precondition(
            logits.count == targets.count && logits.count == gradient.count
                && logits.count % classCount == 0,
            "logits, targets and gradient are of one shape"
        )
        let rows = logits.count / classCount
        var loss = 0.0
        for row in stride(from: 0, to: logits.count, by: classCount) {
            let indices = row..<row + classCount
            var largest = -Float.infinity
            for index in indices { largest = max(largest, logits[index]) }
            var sum = 0.0
            for index in indices { sum += exp(Double(logits[index] - largest)) }
            let logSum = log(sum) + Double(largest)
            for index in indices {
                let logProbability = Double(logits[index]) - logSum
                loss -= Double(targets[index]) * logProbability
                gradient[index] = Float(
                    (exp(logProbability) - Double(targets[index])) / Double(rows)
                )
            }
        }
        return Float(loss / Double(rows))
    }
}
