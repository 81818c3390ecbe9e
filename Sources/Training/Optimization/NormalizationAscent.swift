import OneDNN
import ResNet

/// Moves the γ and β of all normalisations uphill and back; see ``SharpnessAwareness``.
final class NormalizationAscent {
    private let group: ParameterGroup
    /// What each member was before it moved.
    private var origins: [[Float]]

    /// Prepares those of `parameters` that are an affine parameter of one of `layers`.
    init(_ parameters: [TrainedParameter], of layers: [ConvolutionLayer]) {
        let names = Set(layers.flatMap { [$0.gamma.name, $0.beta.name] })
        group = ParameterGroup(parameters.filter { names.contains($0.parameter.name) })
        origins = group.parameters.map { [Float](repeating: 0, count: $0.parameter.count) }
    }

    /// Adds the shards' gradients of γ and β into the first shard's.
    ///
    /// - Returns: The Euclidean norm of all sums together.
    func sumGradients() -> Float { group.sumGradients() }

    /// Moves γ and β along their gradients' sums by `radius`, all together.
    ///
    /// - Parameters:
    ///   - radius: The length of the way.
    ///   - gradientNorm: What ``sumGradients()`` has returned.
    func climb(by radius: Float, gradientNorm: Float) {
        let factor = radius / max(gradientNorm, .leastNormalMagnitude)
        for (place, member) in group.parameters.enumerated() {
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
        for (place, member) in group.parameters.enumerated() {
            member.value.withFloats { value in
                for index in value.indices { value[index] = origins[place][index] }
            }
        }
    }
}
