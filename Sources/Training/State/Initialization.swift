import Glibc
package import ResNet
import Randomness

/// The parameters that a network begins with when it learns from scratch.
///
/// By torchvision's rule for ResNets with `zero_init_residual`:
///
/// - kernels: normal, with variance `2 / (C_out · K²)` (He et al. 2015, "Delving deep", fan out);
/// - γ one and β zero, but γ zero in the last normalisation of each block, so that blocks begin as
///   the identity (Goyal et al. 2017, section 5.1);
/// - running mean zero, running variance one;
/// - classifier: uniform within `±1/√C`.
package struct Initialization: ParameterSource, Hashable, Sendable {
    private let seed: UInt64
    private let featureCount: Int
    /// The vectors that begin as ones; all others begin as zeros.
    private let ones: Set<String>

    /// Draws the parameters of `architecture` from `seed`; each has a stream of its own.
    package init(_ architecture: Architecture, seed: UInt64) {
        self.seed = seed
        featureCount = architecture.featureCount
        ones = Set(architecture.convolutions.flatMap { [$0.gamma.name, $0.variance.name] })
            .subtracting(architecture.blocks.map(\.expand.gamma.name))
    }

    /// The first values of one parameter.
    package func values(of parameter: Parameter) -> [Float] {
        let dimensions = parameter.shape
        if dimensions.count == 4 {
            let fanOut = dimensions[0] * dimensions[2] * dimensions[3]
            return normal(parameter, deviation: (2 / Double(fanOut)).squareRoot())
        }
        if parameter.name.hasPrefix("fc.") {
            return uniform(parameter, limit: 1 / Double(featureCount).squareRoot())
        }
        let value: Float = ones.contains(parameter.name) ? 1 : 0
        return [Float](repeating: value, count: parameter.count)
    }

    /// Normal numbers by Box and Muller's transform.
    private func normal(_ parameter: Parameter, deviation: Double) -> [Float] {
        var generator = stream(of: parameter)
        var values: [Float] = []
        values.reserveCapacity(parameter.count + 1)
        while values.count < parameter.count {
            let radius = deviation * (-2 * log(1 - generator.fraction())).squareRoot()
            let angle = 2 * Double.pi * generator.fraction()
            values.append(Float(radius * cos(angle)))
            values.append(Float(radius * sin(angle)))
        }
        return Array(values.prefix(parameter.count))
    }

    private func uniform(_ parameter: Parameter, limit: Double) -> [Float] {
        var generator = stream(of: parameter)
        return (0..<parameter.count).map { _ in
            Float((2 * generator.fraction() - 1) * limit)
        }
    }

    /// A stream that depends on the seed and the parameter's name (FNV-1a).
    private func stream(of parameter: Parameter) -> SeededGenerator {
        let name = parameter.name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return SeededGenerator(state: seed ^ name)
    }
}
