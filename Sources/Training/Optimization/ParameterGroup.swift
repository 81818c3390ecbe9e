import OneDNN

/// Parameters that are updated together, on every core.
package struct ParameterGroup {
    /// The parameters.
    package let parameters: [TrainedParameter]

    private let walk: ParallelWalk

    /// Groups parameters, each of which has a gradient.
    package init(_ parameters: [TrainedParameter]) {
        self.parameters = parameters
        walk = ParallelWalk(
            elementCounts: parameters.map {
                $0.value.descriptor.byteCount / MemoryLayout<Float>.stride
            }
        )
    }

    /// Adds the shards' gradients into the first shard's.
    ///
    /// - Returns: The Euclidean norm of all sums together.
    package func sumGradients() -> Float {
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

    /// Takes one step of `optimizer` along the first gradient of each parameter.
    ///
    /// - Parameters:
    ///   - optimizer: The update rule.
    ///   - learningRate: η.
    ///   - gradientNorm: The norm of all gradients together.
    package func step(
        _ optimizer: StochasticGradientDescent,
        learningRate: Float,
        gradientNorm: Float
    ) {
        let scale = optimizer.clipNorm.map { min(1, $0 / (gradientNorm + 1e-6)) } ?? 1
        walk.forEach { piece in
            optimizer.update(
                parameters[piece.parameter],
                in: piece.range,
                learningRate: learningRate,
                gradientScale: scale
            )
        }
    }

    /// Moves the averages towards the values by the share `weight`.
    package func average(weight: Float) {
        walk.forEach { piece in
            let parameter = parameters[piece.parameter]
            parameter.average.withFloats { average in
                parameter.value.withFloats { value in
                    precondition(value.count == average.count, "both have one layout")
                    for index in piece.range {
                        let current = unsafe average[unchecked: index]
                        unsafe average[unchecked: index] =
                            unsafe current + weight * (value[unchecked: index] - current)
                    }
                }
            }
        }
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
