import Glibc

/// The loss of a batch, and its gradient at the logits.
///
/// With targets `q` that sum to 1 in each row (a class, smoothed, or a mixture of two):
///
/// - Forward: `p = softmax(z)`, `L = −(1/N) Σₙ Σₖ qₙₖ log pₙₖ`.
/// - Backward: `dL/dz = (p − q) / N`.
package enum SoftmaxCrossEntropy {
    /// Computes loss and gradient of a batch, or of a part of it.
    ///
    /// - Parameters:
    ///   - logits: `z`, row-major, as many rows as `targets`.
    ///   - targets: `q`.
    ///   - batch: `N`, the rows of the whole batch.
    ///   - gradient: Where `dL/dz` goes, shaped like the logits.
    /// - Returns: What these rows add to `L`.
    package static func evaluate(
        logits: Span<Float>,
        targets: Targets,
        batch: Int,
        gradient: inout MutableSpan<Float>
    ) -> Double {
        precondition(
            logits.count == targets.values.count && logits.count == gradient.count,
            "logits, targets and gradient are of one shape"
        )
        let classCount = targets.classCount
        let wanted = targets.values.span
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
                loss -= Double(wanted[index]) * logProbability
                gradient[index] = Float(
                    (exp(logProbability) - Double(wanted[index])) / Double(batch)
                )
            }
        }
        return loss / Double(batch)
    }
}
