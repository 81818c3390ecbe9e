import OneDNN
import Testing

@Suite struct `oneDNN primitives for training` {
    private let engine: Engine

    init() throws {
        engine = try Engine()
    }

    @Test(arguments: [
        (channels: 3, filters: 16, side: 20, kernel: 7, stride: 2, padding: 3),
        (channels: 16, filters: 32, side: 9, kernel: 1, stride: 1, padding: 0),
        (channels: 32, filters: 16, side: 8, kernel: 1, stride: 2, padding: 0),
        (channels: 16, filters: 16, side: 7, kernel: 3, stride: 1, padding: 1),
        (channels: 16, filters: 48, side: 10, kernel: 3, stride: 2, padding: 1),
    ])
    func `a convolution's gradients are those of the plain loop`(
        _ c: (channels: Int, filters: Int, side: Int, kernel: Int, stride: Int, padding: Int)
    ) throws {
        let input = Tensor(shape: [2, c.channels, c.side, c.side], seed: 1)
        let weights = Tensor(shape: [c.filters, c.channels, c.kernel, c.kernel], seed: 2)
        let window = Window(kernel: c.kernel, stride: c.stride, padding: c.padding)
        let side = window.outputSide(for: c.side)
        let gradient = Tensor(shape: [2, c.filters, side, side], seed: 3)
        let convolution = try TrainingConvolution(
            from: MemoryDescriptor(shape: input.shape, layout: .nchw),
            to: MemoryDescriptor(shape: gradient.shape, layout: .any),
            window: window,
            needsSourceGradient: true,
            on: engine
        )

        let forward = try run(
            convolution.forward,
            [.source: input, .weights: weights],
            giving: .destination,
            convolution.forward.destination
        )
        let expected = Reference.convolution(
            input,
            weights: weights,
            bias: [Float](repeating: 0, count: c.filters),
            stride: c.stride,
            padding: c.padding
        )
        expectClose(forward, expected.values)

        let toSource = try #require(convolution.backwardToSource)
        expectClose(
            try run(
                toSource,
                [.destinationGradient: gradient, .weights: weights],
                giving: .sourceGradient,
                toSource.sourceGradient
            ),
            Reference.convolutionSourceGradient(
                gradient,
                weights: weights,
                side: c.side,
                stride: c.stride,
                padding: c.padding
            ).values
        )
        expectClose(
            try run(
                convolution.backwardToWeights,
                [.source: input, .destinationGradient: gradient],
                giving: .weightsGradient,
                convolution.backwardToWeights.weightsGradient
            ),
            Reference.convolutionWeightsGradient(
                gradient,
                input: input,
                kernel: c.kernel,
                stride: c.stride,
                padding: c.padding
            ).values
        )
    }

    @Test(arguments: [false, true])
    func `batch normalisation and its gradients are those of the formula`(relu: Bool) throws {
        let shape = [3, 32, 5, 5]
        let input = Tensor(shape: shape, seed: 4)
        let gradient = Tensor(shape: shape, seed: 5)
        let scale = Tensor(shape: [1, 32, 1, 1], seed: 6)
        let shift = Tensor(shape: [1, 32, 1, 1], seed: 7)
        let expected = Reference.normalization(
            input,
            scale: scale.values,
            shift: shift.values,
            epsilon: 1e-5,
            relu: relu,
            gradient: gradient
        )
        let normalization = try TrainingBatchNormalization(
            of: MemoryDescriptor(shape: shape, layout: .nchw),
            epsilon: 1e-5,
            relu: relu,
            on: engine
        )
        let data = try store(input)
        let vector = try MemoryDescriptor(shape: [32], layout: .vector)
        func vectors(_ values: [Float]? = nil) throws -> Memory {
            let memory = try Memory(vector, on: engine)
            if let values { memory.store(values) }
            return memory
        }
        let (result, mean, variance) = (
            try Memory(data.descriptor, on: engine), try vectors(), try vectors()
        )
        let (gamma, beta) = (try vectors(scale.values), try vectors(shift.values))
        let (dGamma, dBeta) = (try vectors(), try vectors())
        let sourceGradient = try Memory(data.descriptor, on: engine)
        var extra: [(Argument, Memory)] = []
        if let workspace = normalization.workspace {
            extra = [(.workspace, try Memory(workspace, on: engine))]
        }
        let known: [(Argument, Memory)] = [
            (.source, data), (.mean, mean), (.variance, variance), (.scale, gamma), (.shift, beta),
        ]
        try execute(normalization.forward, known + [(.destination, result)] + extra)
        try execute(
            normalization.backward,
            known + extra + [
                (.destinationGradient, try store(gradient)), (.sourceGradient, sourceGradient),
                (.scaleGradient, dGamma), (.shiftGradient, dBeta),
            ]
        )
        expectClose(result.load(), expected.result)
        expectClose(mean.load(), expected.mean)
        expectClose(variance.load(), expected.variance)
        expectClose(sourceGradient.load(), expected.sourceGradient, 1e-4)
        expectClose(dGamma.load(), expected.scaleGradient, 1e-4)
        expectClose(dBeta.load(), expected.shiftGradient, 1e-4)
        #expect(result.load().contains { $0 < 0 } == !relu)
    }

    @Test func `max-pooling gives its gradient to the winners alone`() throws {
        let input = Tensor(shape: [2, 16, 6, 6], seed: 8)
        let gradient = Tensor(shape: [2, 16, 3, 3], seed: 9)
        let pooling = try TrainingPooling(
            .maximum,
            from: MemoryDescriptor(shape: input.shape, layout: .nchw),
            to: MemoryDescriptor(shape: gradient.shape, layout: .nchw),
            window: Window(kernel: 3, stride: 2, padding: 1),
            on: engine
        )
        let source = try store(input)
        let result = try Memory(pooling.forward.destination, on: engine)
        let workspace = try Memory(#require(pooling.workspace), on: engine)
        let back = try Memory(pooling.backward.sourceGradient, on: engine)
        try execute(
            pooling.forward,
            [(.source, source), (.destination, result), (.workspace, workspace)]
        )
        try execute(
            pooling.backward,
            [
                (.destinationGradient, try store(gradient)), (.workspace, workspace),
                (.sourceGradient, back),
            ]
        )
        var expected = [Float](repeating: 0, count: input.values.count)
        for n in 0..<2 {
            for c in 0..<16 {
                for y in 0..<3 {
                    for x in 0..<3 {
                        let window = (0..<9).compactMap { offset -> (Float, Int)? in
                            let (row, column) = (2 * y + offset / 3 - 1, 2 * x + offset % 3 - 1)
                            guard let value = input.padded(n, c, row, column) else { return nil }
                            return (value, ((n * 16 + c) * 6 + row) * 6 + column)
                        }
                        let winner = try #require(window.max { $0.0 < $1.0 })
                        expected[winner.1] += gradient[n, c, y, x]
                    }
                }
            }
        }
        expectClose(back.load(), expected)
    }

    @Test func `average pooling spreads its gradient evenly`() throws {
        let gradient = Tensor(shape: [2, 16, 1, 1], seed: 10)
        let pooling = try TrainingPooling(
            .average,
            from: MemoryDescriptor(shape: [2, 16, 4, 4], layout: .nchw),
            to: MemoryDescriptor(shape: gradient.shape, layout: .nchw),
            window: Window(kernel: 4, stride: 1, padding: 0),
            on: engine
        )
        let back = try Memory(pooling.backward.sourceGradient, on: engine)
        try execute(
            pooling.backward,
            [(.destinationGradient, try store(gradient)), (.sourceGradient, back)]
        )
        expectClose(
            back.load(),
            gradient.values.flatMap { [Float](repeating: $0 / 16, count: 16) }
        )
    }

    @Test func `an inner product's gradients are those of the plain loop`() throws {
        let (batch, channels, classes) = (5, 24, 10)
        let input = Tensor(shape: [batch, channels, 1, 1], seed: 11)
        let weights = Tensor(shape: [classes, channels, 1, 1], seed: 12)
        let gradient = Tensor(shape: [batch, classes, 1, 1], seed: 13)
        func matrix(_ rows: Int, _ columns: Int, _ values: [Float]? = nil) throws -> Memory {
            let memory = try Memory(
                MemoryDescriptor(shape: [rows, columns], layout: .rowMajorMatrix),
                on: engine
            )
            if let values { memory.store(values) }
            return memory
        }
        let source = try matrix(batch, channels, input.values)
        let scores = try matrix(batch, classes, gradient.values)
        let product = try TrainingInnerProduct(
            from: source.descriptor,
            to: scores.descriptor,
            on: engine
        )
        let weight = try matrix(classes, channels, weights.values)
        let (dSource, dWeight) = (try matrix(batch, channels), try matrix(classes, channels))
        let dBias = try Memory(MemoryDescriptor(shape: [classes], layout: .vector), on: engine)
        try execute(
            product.backwardToSource,
            [(.destinationGradient, scores), (.weights, weight), (.sourceGradient, dSource)]
        )
        try execute(
            product.backwardToWeights,
            [
                (.source, source), (.destinationGradient, scores), (.weightsGradient, dWeight),
                (.biasGradient, dBias),
            ]
        )
        expectClose(
            dSource.load(),
            Reference.convolutionSourceGradient(
                gradient,
                weights: weights,
                side: 1,
                stride: 1,
                padding: 0
            ).values
        )
        expectClose(
            dWeight.load(),
            Reference.convolutionWeightsGradient(
                gradient,
                input: input,
                kernel: 1,
                stride: 1,
                padding: 0
            ).values
        )
        expectClose(
            dBias.load(),
            (0..<classes).map { column in
                (0..<batch).reduce(0) { $0 + gradient[$1, column, 0, 0] }
            }
        )
    }

    @Test func `a residual sum passes its gradient where the result is positive`() throws {
        let shape = [2, 16, 3, 3]
        let (a, b) = (Tensor(shape: shape, seed: 14), Tensor(shape: shape, seed: 15))
        let gradient = Tensor(shape: shape, seed: 16)
        let description = try MemoryDescriptor(shape: shape, layout: .nchw)
        let sum = try ResidualSum(of: description, branchingFrom: description, on: engine)
        let result = try Memory(description, on: engine)
        let (first, second) = (try store(a), try store(b))
        try execute(
            sum.forward,
            [(.source, first), (.secondSource, second), (.destination, result)]
        )
        expectClose(result.load(), zip(a.values, b.values).map { max($0 + $1, 0) })

        let back = try store(gradient)
        try execute(
            sum.backward,
            [(.destination, result), (.destinationGradient, back), (.sourceGradient, back)]
        )
        expectClose(
            back.load(),
            zip(gradient.values, result.load()).map { $1 > 0 ? $0 : 0 }
        )
        try execute(
            sum.gradientSum,
            [(.source, first), (.secondSource, second), (.destination, first)]
        )
        expectClose(first.load(), zip(a.values, b.values).map { $0 + $1 })
    }

    // MARK: Running a primitive

    /// Runs a primitive on tensors that are first reordered for it, and reorders what it gives.
    private func run(
        _ primitive: Primitive,
        _ inputs: KeyValuePairs<Argument, Tensor>,
        giving output: Argument,
        _ descriptor: MemoryDescriptor
    ) throws -> [Float] {
        let result = try Memory(descriptor, on: engine)
        var arguments: [(Argument, Memory)] = [(output, result)]
        for (argument, tensor) in inputs {
            let layout =
                switch argument {
                case .source: primitive.source
                case .weights: primitive.weights
                default: try MemoryDescriptor(shape: tensor.shape, layout: .nchw)
                }
            // Gradients come in the layout of what the forward pass wrote.
            let wanted =
                argument == .destinationGradient ? primitive.destinationGradient : layout
            let memory = try Memory(wanted, on: engine)
            try move(store(tensor), to: memory)
            arguments.append((argument, memory))
        }
        try execute(primitive, arguments)
        let plain = try Memory(
            MemoryDescriptor(shape: descriptor.shape, layout: .nchw),
            on: engine
        )
        try move(result, to: plain)
        return plain.load()
    }

    private func execute(_ primitive: Primitive, _ arguments: [(Argument, Memory)]) throws {
        let scratchpad = try Memory(primitive.scratchpad, on: engine)
        let stream = try ExecutionStream(on: engine)
        try Invocation(primitive, arguments + [(.scratchpad, scratchpad)]).run(on: stream)
        try stream.wait()
    }

    private func store(_ tensor: Tensor) throws -> Memory {
        let memory = try Memory(MemoryDescriptor(shape: tensor.shape, layout: .nchw), on: engine)
        memory.store(tensor.values)
        return memory
    }

    private func move(_ source: Memory, to destination: Memory) throws {
        let stream = try ExecutionStream(on: engine)
        try Invocation.copy(from: source, to: destination, on: engine).run(on: stream)
        try stream.wait()
    }
}
