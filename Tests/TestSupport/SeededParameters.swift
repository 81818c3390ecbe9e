package import ResNet
import Zlib

/// The random network of `scripts/goldens/network.py`, number by number.
package struct SeededParameters: ParameterSource {
    /// Makes the source; it has no state.
    package init() {}

    /// The values of one parameter.
    package func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        let (low, high) = Self.bounds(parameter)
        return Self.uniform(parameter.name, count: parameter.count, low, high)
    }

    /// `count` numbers in `low..<high`: splitmix64 of the index, seeded by the name's CRC-32.
    package static func uniform(
        _ name: String,
        count: Int,
        _ low: Double,
        _ high: Double
    ) -> [Float] {
        let name = Array(name.utf8)
        let seed = UInt64(CRC32.checksum(of: unsafe name.span.bytes))
        return (1...count).map { index in
            var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ seed
            state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
            state ^= state >> 31
            let fraction = Double(state >> 40) / Double(1 << 24)
            return Float(low + (high - low) * fraction)
        }
    }

    /// He's range for weights, around 1 for scales, around 0 for shifts.
    private static func bounds(_ parameter: Parameter) -> (Double, Double) {
        if parameter.name.hasSuffix("running_var") { return (0.5, 1.5) }
        if parameter.shape.count == 1 {
            guard parameter.name.hasSuffix(".weight") else { return (-0.2, 0.2) }
            return parameter.name.contains(".bn3") ? (0.1, 0.5) : (0.5, 1.5)
        }
        let fanIn = parameter.shape.dropFirst().reduce(1, *)
        let limit = (6 / Double(fanIn)).squareRoot()
        return (-limit, limit)
    }
}
