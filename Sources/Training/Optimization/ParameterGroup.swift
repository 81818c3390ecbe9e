package import OneDNN

/// Parameters that are updated together, on every core.
package struct ParameterGroup {
    /// The parameters.
    package let parameters: [TrainedParameter]

    private let walk: ParallelWalk
    /// Those that move by themselves: all but ``kernels``.
    private let others: ParallelWalk
    private let kernels: OrthogonalizedKernels?

    /// Groups parameters, each of which has a gradient.
    package init(_ parameters: [TrainedParameter]) {
        self.init(parameters, kernels: nil)
    }

    /// Groups parameters of which the kernels move along their orthogonalised momentum.
    ///
    /// - Throws: ``DNNLError`` when memory is short.
    init(_ parameters: [TrainedParameter], orthogonalizingOn engine: Engine) throws(DNNLError) {
        self.init(parameters, kernels: try OrthogonalizedKernels(parameters, on: engine))
    }

    private init(_ parameters: [TrainedParameter], kernels: OrthogonalizedKernels?) {
        func walk(where isMember: (TrainedParameter) -> Bool) -> ParallelWalk {
            ParallelWalk(
                elementCounts: parameters.map {
                    isMember($0) ? $0.value.descriptor.byteCount / MemoryLayout<Float>.stride : 0
                }
            )
        }
        self.parameters = parameters
        self.kernels = kernels
        self.walk = walk { _ in true }
        others = walk { kernels == nil || !OrthogonalizedKernel.applies(to: $0.parameter) }
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
                return sum.span.squaredSum(in: piece.range)
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
    /// - Throws: ``DNNLError`` when a kernel cannot be orthogonalised.
    package func step(
        _ optimizer: StochasticGradientDescent,
        learningRate: Float,
        gradientNorm: Float
    ) throws(DNNLError) {
        let scale = optimizer.clipNorm.map { min(1, $0 / (gradientNorm + 1e-6)) } ?? 1
        if let share = optimizer.muonShare {
            guard let kernels else { preconditionFailure("a group knows its optimiser's kind") }
            try kernels.step(optimizer, gradientScale: scale, reach: learningRate * share)
        }
        others.forEach { piece in
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
}
