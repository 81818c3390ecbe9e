/// Taps whose weights are integers, for pictures of 8 bits a channel.
///
/// Pillow's `normalize_coeffs_8bpc`: 8 of an `Int32`'s bits hold the pixel, 2 are head room, the
/// other 22 are the weight's fraction.
struct FixedPointTaps: Hashable, Sendable {
    private static let fractionBits: Int32 = 32 - 8 - 2

    /// Source pixels that a target pixel may draw from.
    let count: Int

    /// Pixels of a source row (or column).
    let sourceLength: Int

    /// Pixels of a target row (or column).
    var targetLength: Int { starts.count }

    /// For each target pixel the first source pixel it draws from; `starts[i] + count` never
    /// exceeds `sourceLength`.
    let starts: [Int]

    /// For each target pixel `count` weights in units of 2⁻²², none negative.
    let weights: [Int32]

    /// Rounds the weights of `taps`.
    init(rounding taps: BilinearTaps) {
        count = taps.count
        sourceLength = taps.sourceLength
        starts = taps.starts
        weights = taps.weights.map { Int32(0.5 + $0 * Double(1 << Self.fractionBits)) }
    }

    /// A weighted sum of samples as a sample again, rounded half up and clipped.
    @inline(__always)
    static func rounded(_ sum: Int32) -> UInt8 {
        // The rounded weights of a white pixel may sum to a little more than 1.
        UInt8(truncatingIfNeeded: min((sum &+ 1 << (fractionBits - 1)) &>> fractionBits, 255))
    }
}
