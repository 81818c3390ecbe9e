/// The upper 16 bits of a binary32: its range, with 8 bits of precision.
struct BFloat16: Hashable, Sendable, BitwiseCopyable {
    /// Sign, 8 bits of exponent, 7 bits of fraction.
    let bits: UInt16

    /// Rounds to the nearest, ties to even; NaN stays NaN with its sign, too large becomes infinity.
    init(rounding value: Float) {
        let pattern = value.bitPattern
        guard !value.isNaN else {
            // The quiet bit: a NaN whose fraction lies in the lower half must not become infinity.
            bits = UInt16(pattern >> 16) | 0x0040
            return
        }
        let tieToEven = (pattern >> 16) & 1
        bits = UInt16((pattern + 0x7FFF + tieToEven) >> 16)
    }

    /// The same number; every bfloat16 is a binary32.
    var float: Float { Float(bitPattern: UInt32(bits) << 16) }
}
