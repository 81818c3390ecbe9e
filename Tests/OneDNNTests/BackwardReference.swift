/// Plain loops for the backward passes, each the transpose of its forward loop.
extension Reference {
    /// `dx[n, i, r, c] = Σ w[o, i, ky, kx] · dy[n, o, y, x]` over the windows that read the element.
    static func convolutionSourceGradient(
        _ gradient: Tensor,
        weights: Tensor,
        side: Int,
        stride: Int,
        padding: Int
    ) -> Tensor {
        var result = Tensor(
            shape: [gradient.shape[0], weights.shape[1], side, side]
        ) { _, _, _, _ in 0 }
        forEachProduct(gradient, weights, side: side, stride: stride, padding: padding) {
            result.values[$1] += gradient.values[$0] * weights.values[$2]
        }
        return result
    }

    /// `dw[o, i, ky, kx] = Σ dy[n, o, y, x] · x[n, i, y·s + ky − p, x·s + kx − p]`.
    static func convolutionWeightsGradient(
        _ gradient: Tensor,
        input: Tensor,
        kernel: Int,
        stride: Int,
        padding: Int
    ) -> Tensor {
        var result = Tensor(
            shape: [gradient.shape[1], input.shape[1], kernel, kernel]
        ) { _, _, _, _ in 0 }
        let (weights, side) = (result, input.shape[2])
        forEachProduct(gradient, weights, side: side, stride: stride, padding: padding) {
            result.values[$2] += gradient.values[$0] * input.values[$1]
        }
        return result
    }

    /// Calls `body` with the indices into `dy`, `x` and `w` of every product of a convolution.
    private static func forEachProduct(
        _ gradient: Tensor,
        _ weights: Tensor,
        side: Int,
        stride: Int,
        padding: Int,
        _ body: (Int, Int, Int) -> Void
    ) {
        let (outputs, inputs, kernel) = (weights.shape[0], weights.shape[1], weights.shape[2])
        let resultSide = gradient.shape[2]
        for n in 0..<gradient.shape[0] {
            for o in 0..<outputs {
                for y in 0..<resultSide {
                    for x in 0..<resultSide {
                        for i in 0..<inputs {
                            for ky in 0..<kernel {
                                let row = y * stride + ky - padding
                                guard 0..<side ~= row else { continue }
                                for kx in 0..<kernel {
                                    let column = x * stride + kx - padding
                                    guard 0..<side ~= column else { continue }
                                    body(
                                        ((n * outputs + o) * resultSide + y) * resultSide + x,
                                        ((n * inputs + i) * side + row) * side + column,
                                        ((o * inputs + i) * kernel + ky) * kernel + kx
                                    )
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What batch normalisation and its backward pass give, in double precision.
    struct Normalization {
        var result: [Float] = []
        var mean: [Float] = []
        var variance: [Float] = []
        var sourceGradient: [Float] = []
        var scaleGradient: [Float] = []
        var shiftGradient: [Float] = []
    }

    /// Normalises each channel, perhaps cuts off what is negative, and goes back from `gradient`.
    static func normalization(
        _ input: Tensor,
        scale: [Float],
        shift: [Float],
        epsilon: Double,
        relu: Bool,
        gradient: Tensor
    ) -> Normalization {
        let (batch, channels) = (input.shape[0], input.shape[1])
        let area = input.shape[2] * input.shape[3]
        var out = Normalization()
        out.result = input.values
        out.sourceGradient = input.values
        for channel in 0..<channels {
            let places = (0..<batch).flatMap { n in
                (0..<area).map { (n * channels + channel) * area + $0 }
            }
            let count = Double(places.count)
            let mean = places.reduce(0) { $0 + Double(input.values[$1]) } / count
            let variance =
                places.reduce(0) {
                    let deviation = Double(input.values[$1]) - mean
                    return $0 + deviation * deviation
                } / count
            let inverse = 1 / (variance + epsilon).squareRoot()
            let (gamma, beta) = (Double(scale[channel]), Double(shift[channel]))
            func normalized(_ place: Int) -> Double {
                (Double(input.values[place]) - mean) * inverse
            }
            func arriving(_ place: Int) -> Double {
                let isOpen = !relu || gamma * normalized(place) + beta > 0
                return isOpen ? Double(gradient.values[place]) : 0
            }
            let dBeta = places.reduce(0) { $0 + arriving($1) }
            let dGamma = places.reduce(0) { $0 + arriving($1) * normalized($1) }
            for place in places {
                let value = gamma * normalized(place) + beta
                out.result[place] = Float(relu ? max(value, 0) : value)
                out.sourceGradient[place] = Float(
                    gamma * inverse
                        * (arriving(place) - dBeta / count - normalized(place) * dGamma / count)
                )
            }
            out.mean.append(Float(mean))
            out.variance.append(Float(variance))
            out.scaleGradient.append(Float(dGamma))
            out.shiftGradient.append(Float(dBeta))
        }
        return out
    }
}
