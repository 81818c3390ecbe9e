import OneDNN
import ResNet

/// Moves the γ and β of all normalisations uphill and back; see ``SharpnessAwareness``.
final class NormalizationAscent {
    private let members: [TrainedParameter]
    /// What each member was before it moved.
    private var origins: [[Float]]

    /// Prepares those of `parameters` that are an affine parameter of one of `layers`.
    init(_ parameters: [TrainedParameter], of layers: [ConvolutionLayer]) {
        let names = Set(layers.flatMap { [$0.gamma.name, $0.beta.name] })
        members = parameters.filter { names.contains($0.parameter.name) }
        origins = members.map { [Float](repeating: 0, count: $0.parameter.count) }
    }

    /// Adds the shards' gradients of γ and β into the first shard's.
    ///
    /// - Returns: The Euclidean norm of all sums together.
    func sumGradients() -> Float {
        var squares = 0.0
        for member in members {
            member.gradients[0].withFloats { sum in
                for gradient in member.gradients.dropFirst() {
                    gradient.withFloats { part in
                        for index in sum.indices { sum[index] += part[index] }
                    }
                }
                squares += sum.span.squaredSum(in: 0..<sum.count)
            }
        }
        return Float(squares.squareRoot())
    }

    /// Moves γ and β along their gradients' sums by `radius`, all together.
    ///
    /// - Parameters:
    ///   - radius: The length of the way.
    ///   - gradientNorm: What ``sumGradients()`` has returned.
    func climb(by radius: Float, gradientNorm: Float) {
        let factor = radius / max(gradientNorm, .leastNormalMagnitude)
        for (place, member) in members.enumerated() {
            member.value.withFloats { value in
                member.gradients[0].withFloats { gradient in
                    for index in value.indices {
                        origins[place][index] = value[index]
                        value[index] += factor * gradient[index]
                    }
                }
            }
        }
    }

    /// Brings γ and β back to where they were, to the bit.
    func descend() {
        for (place, member) in members.enumerated() {
            member.value.withFloats { value in
                for index in value.indices { value[index] = origins[place][index] }
            }
        }
    }
}
