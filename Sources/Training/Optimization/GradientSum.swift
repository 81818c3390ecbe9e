import OneDNN

extension TrainingNetwork {
    /// Adds the shards' gradients into the first shard's.
    ///
    /// - Returns: The Euclidean norm of all sums together.
    borrowing func sumGradients() -> Float {
        let parameters = parameters
        let squares = walk.sum { piece in
            let gradients = parameters[piece.parameter].gradients
            return gradients[0].withFloats { sum in
                for gradient in gradients.dropFirst() {
                    gradient.withFloats { part in
                        precondition(part.count == sum.count, "all shards have one layout")
                        for index in piece.range {
                            unsafe sum[unchecked: index] += part[unchecked: index]
                        }
                    }
                }
                return Self.squaredSum(sum.span, in: piece.range)
            }
        }
        return Float(squares.squareRoot())
    }

    /// The sum of squares, in eight lanes: a single running sum is one long chain of additions.
    private static func squaredSum(_ values: Span<Float>, in range: Range<Int>) -> Double {
        precondition(range.upperBound <= values.count, "a piece lies in its parameter")
        var lanes = SIMD8<Float>.zero
        let whole = range.lowerBound + range.count / 8 * 8
        for start in stride(from: range.lowerBound, to: whole, by: 8) {
            var block = SIMD8<Float>.zero
            for lane in 0..<8 { block[lane] = unsafe values[unchecked: start + lane] }
            lanes += block * block
        }
        var sum = Double(lanes.sum())
        for index in whole..<range.upperBound { sum += Double(values[index] * values[index]) }
        return sum
    }
}
