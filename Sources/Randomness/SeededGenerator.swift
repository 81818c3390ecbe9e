/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, on every machine.
///
/// Streams are derived from numbers that count something, such as run seed, epoch and example, so
/// that a run which is resumed draws what it would have drawn, without any state in its checkpoint.
package struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
    private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var state: UInt64

    /// Begins one of the streams of a seed.
    ///
    /// - Parameters:
    ///   - seed: Any number.
    ///   - stream: Which of the seed's streams; both the numbers and their order count.
    package init(seed: UInt64, stream: UInt64...) {
        state = stream.reduce(Self.mixed(seed &+ Self.increment)) { state, number in
            // Were the state not mixed again, seed and stream could change places.
            Self.mixed(Self.mixed(state &+ Self.increment) ^ Self.mixed(number &+ Self.increment))
        }
    }

    /// Begins where a stream has got to; neighbouring states give streams that overlap.
    package init(state: UInt64) {
        self.state = state
    }

    /// Returns the next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mixed(state)
    }

    /// Returns a number in `0 ..< 1` with 53 random bits.
    package mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Returns a number from `range`, each as likely as another; its upper bound only by rounding.
    package mutating func uniform(in range: ClosedRange<Float>) -> Float {
        let unit = Float(next() >> 40) * 0x1p-24
        return min(
            range.lowerBound + unit * (range.upperBound - range.lowerBound),
            range.upperBound
        )
    }

    /// Returns an integer from `range`, each as likely as another.
    ///
    /// The standard library's own way is not promised to stay, and would change every run with it.
    package mutating func integer(in range: ClosedRange<Int>) -> Int {
        let count = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next().multipliedFullWidth(by: count).high)
    }

    /// Returns true with this probability: never for 0, always for 1.
    package mutating func chance(_ probability: Float) -> Bool {
        Float(next() >> 40) * 0x1p-24 < probability
    }

    /// The finalizer of SplitMix64: every bit of the result depends on every bit of `number`.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var z = number
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
