/// A convolution's weights with the batch normalisation behind it folded in.
///
/// `γ · (w∗x − μ) / √(σ² + ε) + β  =  (w · s)∗x + (β − μ · s)` with `s = γ / √(σ² + ε)`,
/// so that the network computes one convolution with bias where training computes two layers.
struct FoldedConvolution {
    /// `w`, `[C_out, C_in, K, K]`, not yet scaled.
    let weight: [Float]
    /// `s`, `[C_out]`.
    let scale: [Float]
    /// `β − μ · s`, `[C_out]`.
    let bias: [Float]

    /// Reads a layer's five parameters and folds them.
    init(_ layer: ConvolutionLayer, from source: some ParameterSource) throws(ModelError) {
        let gamma = try source.values(of: layer.gamma)
        let beta = try source.values(of: layer.beta)
        let mean = try source.values(of: layer.mean)
        let variance = try source.values(of: layer.variance)
        weight = try source.values(of: layer.weight)
        var scale: [Float] = []
        var bias: [Float] = []
        for channel in gamma.indices {
            let factor =
                Double(gamma[channel])
                / (Double(variance[channel]) + ConvolutionLayer.epsilon).squareRoot()
            scale.append(Float(factor))
            bias.append(Float(Double(beta[channel]) - Double(mean[channel]) * factor))
        }
        self.scale = scale
        self.bias = bias
    }

    /// Writes the scaled weights, row-major, into `target`, which has as many elements.
    func writeWeights(into target: inout MutableSpan<Float>) {
        let perChannel = weight.count / scale.count
        for (channel, factor) in scale.enumerated() {
            for index in channel * perChannel..<(channel + 1) * perChannel {
                target[index] = weight[index] * factor
            }
        }
    }
}
