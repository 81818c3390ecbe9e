extension Span<Float> {
    /// The sum of squares, in eight lanes: a single running sum is one long chain of additions.
    func squaredSum(in range: Range<Int>) -> Double {
        precondition(range.upperBound <= count, "a stretch lies in its span")
        var lanes = SIMD8<Float>.zero
        let whole = range.lowerBound + range.count / 8 * 8
        for start in stride(from: range.lowerBound, to: whole, by: 8) {
            var block = SIMD8<Float>.zero
            for lane in 0..<8 { block[lane] = unsafe self[unchecked: start + lane] }
            lanes += block * block
        }
        var sum = Double(lanes.sum())
        for index in whole..<range.upperBound { sum += Double(self[index] * self[index]) }
        return sum
    }
}

extension MutableSpan<Float> {
    /// Multiplies the elements of a stretch with `factor`.
    mutating func scale(_ range: Range<Int>, by factor: Float) {
        precondition(range.upperBound <= count, "a stretch lies in its span")
        for index in range { unsafe self[unchecked: index] *= factor }
    }
}
