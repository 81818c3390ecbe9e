/// How much each place of the last map speaks for each class: Grad-CAM in closed form.
///
/// For global average pooling and a linear classifier the gradient of a logit at `layer4` is the
/// class's weight row divided by `H · W`, so Grad-CAM (Selvaraju et al. 2017, eq. 1) needs no
/// backward pass: the evidence `E[y, x] = Σₖ w[k] · A[k, y, x]` is one product, and its mean plus
/// the bias is the logit itself, which ``init(activations:mapSide:weights:bias:className:logit:)``
/// holds against the network's own answer.
struct Evidence {
    /// `mapSide × mapSide` values in logit units, top row first.
    let values: [Float]

    /// How far `mean(E) + bias` may be from the logit, relative to the evidence's size: the two are
    /// sums of the same 2048 · H · W products in another order.
    private static let tolerance: Float = 1e-4

    /// Computes the evidence for one class.
    ///
    /// - Parameters:
    ///   - activations: `layer4`'s, `[2048, mapSide, mapSide]` row-major.
    ///   - mapSide: The last map's side.
    ///   - weights: The class's row of the classifier, `[2048]`.
    ///   - bias: The class's bias.
    ///   - className: The class, for the error.
    ///   - logit: What the network computed for the class.
    /// - Throws: ``ModelError/inconsistentEvidence(className:logit:evidence:)``.
    init(
        activations: [Float],
        mapSide: Int,
        weights: ArraySlice<Float>,
        bias: Float,
        className: String,
        logit: Float
    ) throws(ModelError) {
        let cells = mapSide * mapSide
        var sums = [Float](repeating: 0, count: cells)
        for (channel, weight) in weights.enumerated() {
            for cell in 0..<cells { sums[cell] += weight * activations[channel * cells + cell] }
        }
        let mean = sums.reduce(0, +) / Float(cells)
        let scale = max(1, sums.map(abs).max() ?? 0, abs(logit))
        // Written so that a NaN fails.
        guard abs(mean + bias - logit) <= Self.tolerance * scale else {
            throw .inconsistentEvidence(className: className, logit: logit, evidence: mean + bias)
        }
        values = sums
    }
}
