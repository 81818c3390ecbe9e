/// What to do about NaN and infinity while a tensor is read.
package enum NonFinitePolicy: Hashable, Sendable {
    /// Throws, naming the tensor and the first such element: weights are finite.
    case refuse
    /// Passes them on.
    case allow
}

extension Span<Float> {
    /// The index of the first NaN or infinity.
    var firstNonFinite: Int? {
        let exponent: UInt32 = 0x7F80_0000
        let blockSize = 4_096
        for start in stride(from: 0, to: count, by: blockSize) {
            let block = start..<Swift.min(start + blockSize, count)
            // Without a way out the loop is vectorised, and nearly every block is sound.
            var found: UInt32 = 0
            for index in block {
                found |= (self[index].bitPattern & exponent) == exponent ? 1 : 0
            }
            if found != 0 { return block.first { !self[$0].isFinite } }
        }
        return nil
    }
}
