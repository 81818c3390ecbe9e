import Glibc
package import Randomness

/// Mixing of image pairs within a batch: each image with its mirror place, the first with the last.
///
/// - Mixup (Zhang et al. 2017): `x ← λ x + (1 − λ) x′`, targets likewise, `λ ~ Beta(α, α)`.
/// - CutMix (Yun et al. 2019): a rectangle of `1 − λ` of the area comes from the partner, targets by
///   area, `λ ~ Beta(1, 1)`.
package struct Mixing: Hashable, Sendable {
    /// The share of batches that are mixed by mixup.
    package var mixupProbability: Float
    /// The share of batches that are mixed by CutMix.
    package var cutmixProbability: Float
    /// Mixup's α.
    package var mixupAlpha: Double

    /// No mixing.
    package static let none = Mixing(mixupProbability: 0, cutmixProbability: 0, mixupAlpha: 0.2)

    /// States a mixing.
    package init(mixupProbability: Float, cutmixProbability: Float, mixupAlpha: Double) {
        self.mixupProbability = mixupProbability
        self.cutmixProbability = cutmixProbability
        self.mixupAlpha = mixupAlpha
    }

    /// Mixes a batch in place.
    ///
    /// - Parameters:
    ///   - input: `[N, 3, S, S]`.
    ///   - targets: Of the same images.
    ///   - side: S.
    ///   - generator: What chance is drawn from.
    package func apply(
        to input: inout MutableSpan<Float>,
        _ targets: inout Targets,
        side: Int,
        using generator: inout SeededGenerator
    ) {
        let draw = generator.uniform(in: 0...1)
        guard draw < mixupProbability + cutmixProbability else { return }
        let imageLength = 3 * side * side
        let count = input.count / imageLength
        let partners = (0..<count).map { count - 1 - $0 }
        let share: Float
        if draw < mixupProbability {
            share = Self.beta(mixupAlpha, using: &generator)
            for image in 0..<count / 2 {
                let (first, second) = (image * imageLength, partners[image] * imageLength)
                for element in 0..<imageLength {
                    let (a, b) = (input[first + element], input[second + element])
                    input[first + element] = share * a + (1 - share) * b
                    input[second + element] = share * b + (1 - share) * a
                }
            }
        } else {
            let wanted = generator.uniform(in: 0...1).squareRoot()
            let (width, height) = (Int(Float(side) * wanted), Int(Float(side) * wanted))
            let left = generator.integer(in: 0...side - width)
            let top = generator.integer(in: 0...side - height)
            share = 1 - Float(width * height) / Float(side * side)
            for image in 0..<count / 2 {
                let (first, second) = (image * imageLength, partners[image] * imageLength)
                for row in (0..<3).flatMap({ channel in
                    (top..<top + height).map { (channel * side + $0) * side }
                }) {
                    for element in row + left..<row + left + width {
                        input.swapAt(first + element, second + element)
                    }
                }
            }
        }
        targets.mix(with: partners, share: share)
    }

    /// A number of the Beta(α, α) distribution by Jöhnk's method, for α of at most 1.
    private static func beta(_ alpha: Double, using generator: inout SeededGenerator) -> Float {
        while true {
            let x = pow(Double(generator.uniform(in: 0...1)), 1 / alpha)
            let y = pow(Double(generator.uniform(in: 0...1)), 1 / alpha)
            if x + y > 0, x + y <= 1 { return Float(x / (x + y)) }
        }
    }
}
