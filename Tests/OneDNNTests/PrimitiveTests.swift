import OneDNN
import Testing

@Suite struct `oneDNN primitives` {
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
    func `a convolution adds what the plain loop adds`(
        _ c: (channels: Int, filters: Int, side: Int, kernel: Int, stride: Int, padding: Int)
    ) throws {
        let input = Tensor(shape: [2, c.channels, c.side, c.side], seed: 1)
        let weights = Tensor(shape: [c.filters, c.channels, c.kernel, c.kernel], seed: 2)
        let bias = Tensor(shape: [1, c.filters, 1, 1], seed: 3).values
        let expected = Reference.convolution(
            input,
            weights: weights,
            bias: bias,
            stride: c.stride,
            padding: c.padding
        )
        let result = try convolve(input, weights, bias, stride: c.stride, padding: c.padding)
        expectClose(result, expected.values)
    }

    @Test func `Winograd's algorithm gives what the definition gives`() throws {
        let input = Tensor(shape: [1, 64, 14, 14], seed: 14)
        let weights = Tensor(shape: [64, 64, 3, 3], seed: 15)
        let bias = Tensor(shape: [1, 64, 1, 1], seed: 16).values
        let expected = Reference.convolution(
            input,
            weights: weights,
            bias: bias,
            stride: 1,
            padding: 1
        )
        do {
            let result = try convolve(input, weights, bias, padding: 1, algorithm: .winograd)
            expectClose(result, expected.values, 1e-4)
        } catch let error as DNNLError where error.status == .unimplemented {
            print("SKIPPED: this CPU has no kernel for Winograd's algorithm")
        }
    }

    @Test func `post-operations add the destination, then cut off what is negative`() throws {
        let input = Tensor(shape: [1, 16, 6, 6], seed: 4)
        let weights = Tensor(shape: [16, 16, 1, 1], seed: 5)
        let bias = [Float](repeating: -0.25, count: 16)
        let before = Tensor(shape: [1, 16, 6, 6], seed: 6)
        let plain = Reference.convolution(
            input,
            weights: weights,
            bias: bias,
            stride: 1,
            padding: 0
        )
        let result = try convolve(input, weights, bias, operations: [.sum, .relu], onto: before)
        expectClose(result, zip(plain.values, before.values).map { max(0, $0 + $1) })
        #expect(result.contains(0) && result.contains { $0 > 0 })
    }

    @Test func `max-pooling ignores the border, even where everything is negative`() throws {
        var input = Tensor(shape: [1, 16, 11, 11], seed: 7)
        input.values = input.values.map { $0 - 2 }
        let window = Window(kernel: 3, stride: 2, padding: 1)
        let source = try store(input)
        let primitive = try Primitive.pooling(
            .maximum,
            from: source.descriptor,
            to: MemoryDescriptor(shape: [1, 16, 6, 6], layout: .any),
            window: window,
            on: engine
        )
        let expected = Reference.maximumPooling(input, kernel: 3, stride: 2, padding: 1)
        expectClose(try run(primitive, source), expected.values)
    }

    @Test func `average pooling over the whole map is the mean`() throws {
        let input = Tensor(shape: [2, 16, 7, 7], seed: 8)
        let source = try store(input)
        let primitive = try Primitive.pooling(
            .average,
            from: source.descriptor,
            to: MemoryDescriptor(shape: [2, 16, 1, 1], layout: .any),
            window: Window(kernel: 7, stride: 1, padding: 0),
            on: engine
        )
        let means = stride(from: 0, to: input.values.count, by: 49).map { start in
            Float(input.values[start..<start + 49].reduce(0) { $0 + Double($1) } / 49)
        }
        expectClose(try run(primitive, source), means)
    }

    @Test func `an inner product adds what the plain loop adds`() throws {
        let input = Tensor(shape: [3, 64, 1, 1], seed: 9)
        let weights = Tensor(shape: [10, 64, 1, 1], seed: 10)
        let bias = Tensor(shape: [1, 10, 1, 1], seed: 11).values
        let source = try store(input)
        let primitive = try Primitive.innerProduct(
            from: source.descriptor,
            to: MemoryDescriptor(shape: [3, 10], layout: .rowMajorMatrix),
            weightType: .float32,
            on: engine
        )
        let expected = Reference.convolution(
            input,
            weights: weights,
            bias: bias,
            stride: 1,
            padding: 0
        )
        let result = try run(primitive, source, weights: weights, bias: bias)
        expectClose(result, expected.values)
    }

    @Test func `a reorder moves elements without changing them`() throws {
        let input = Tensor(shape: [2, 3, 4, 4], seed: 12)
        let source = try store(input)
        let channelsLast = try Memory(
            MemoryDescriptor(shape: input.shape, layout: .nhwc),
            on: engine
        )
        try move(source, to: channelsLast)
        let pixels = channelsLast.load()
        let firstPixel = (0..<3).map { input[0, $0, 0, 0] }
        #expect(Array(pixels[0..<3]) == firstPixel)
        let back = try Memory(source.descriptor, on: engine)
        try move(channelsLast, to: back)
        #expect(back.load() == input.values)
    }

    @Test func `a bfloat16 copy keeps eight bits of mantissa`() throws {
        let input = Tensor(shape: [1, 16, 2, 2], seed: 13)
        let source = try store(input)
        let short = try Memory(
            MemoryDescriptor(shape: input.shape, elementType: .bfloat16, layout: .nchw),
            on: engine
        )
        #expect(short.descriptor.byteCount == source.descriptor.byteCount / 2)
        try move(source, to: short)
        let back = try Memory(source.descriptor, on: engine)
        try move(short, to: back)
        for (value, original) in zip(back.load(), input.values) {
            #expect(abs(value - original) <= abs(original) / 256)
        }
    }

    @Test func `a negative dimension is an error, not a crash`() {
        let error = #expect(throws: DNNLError.self) {
            try MemoryDescriptor(shape: [1, -2, 3, 3], layout: .nchw)
        }
        #expect(error?.status == .invalidArguments)
        #expect(error?.function == "dnnl_memory_desc_init_by_tag")
    }

    @Test func `a convolution whose shapes contradict one another is an error`() throws {
        let source = try MemoryDescriptor(shape: [1, 16, 8, 8], layout: .nchw)
        let tooLarge = try MemoryDescriptor(shape: [1, 16, 9, 9], layout: .any)
        let error = #expect(throws: DNNLError.self) {
            try Primitive.convolution(
                from: source,
                to: tooLarge,
                window: Window(kernel: 3, stride: 1, padding: 1),
                weightType: .float32,
                postOperations: [],
                on: engine
            )
        }
        #expect(error?.status == .invalidArguments)
        #expect(error?.description.contains("dnnl_convolution_forward_desc_init") == true)
    }

    @Test func `a fresh stream has nothing to wait for`() throws {
        try ExecutionStream(on: engine).wait()
    }

    // MARK: Running a primitive

    private func convolve(
        _ input: Tensor,
        _ weights: Tensor,
        _ bias: [Float],
        stride: Int = 1,
        padding: Int = 0,
        algorithm: ConvolutionAlgorithm = .direct,
        operations: [PostOperation] = [],
        onto before: Tensor? = nil
    ) throws -> [Float] {
        let window = Window(kernel: weights.shape[2], stride: stride, padding: padding)
        let side = window.outputSide(for: input.shape[2])
        let primitive = try Primitive.convolution(
            from: MemoryDescriptor(shape: input.shape, layout: .any),
            to: MemoryDescriptor(
                shape: [input.shape[0], weights.shape[0], side, side],
                layout: before == nil ? .any : .nchw
            ),
            window: window,
            algorithm: algorithm,
            weightType: .float32,
            postOperations: operations,
            on: engine
        )
        let source = try Memory(primitive.source, on: engine)
        try move(store(input), to: source)
        return try run(primitive, source, weights: weights, bias: bias, onto: before)
    }

    private func run(
        _ primitive: Primitive,
        _ source: Memory,
        weights: Tensor? = nil,
        bias: [Float]? = nil,
        onto before: Tensor? = nil
    ) throws -> [Float] {
        let destination = try Memory(primitive.destination, on: engine)
        if let before { destination.store(before.values) }
        let scratchpad = try Memory(primitive.scratchpad, on: engine)
        let invocation: Invocation
        if let weights, let bias {
            let packed = try Memory(primitive.weights, on: engine)
            try move(store(weights), to: packed)
            let biasMemory = try Memory(
                MemoryDescriptor(shape: [bias.count], layout: .vector),
                on: engine
            )
            biasMemory.store(bias)
            invocation = Invocation(
                primitive,
                [
                    .source: source, .weights: packed, .bias: biasMemory,
                    .destination: destination, .scratchpad: scratchpad,
                ]
            )
        } else {
            invocation = Invocation(
                primitive,
                [.source: source, .destination: destination, .scratchpad: scratchpad]
            )
        }
        let stream = try ExecutionStream(on: engine)
        try invocation.run(on: stream)
        try stream.wait()
        let shape = destination.descriptor.shape
        let plain = try Memory(
            MemoryDescriptor(shape: shape, layout: shape.count == 2 ? .rowMajorMatrix : .nchw),
            on: engine
        )
        try move(destination, to: plain)
        return plain.load()
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
