import OneDNN

/// The weights and bias of one step, in the kernel's own layout.
struct StepWeights: Sendable {
    let weight: ConstantTensor
    let bias: ConstantTensor
}

/// Everything a network has learnt, in the layouts that its kernels read.
///
/// It does not change any more, so networks on any thread may share it.
package struct NetworkWeights: Sendable {
    /// One entry a step of the plan; nil for steps without weights.
    let steps: [StepWeights?]

    /// The memory that the weights take, in bytes.
    package var byteCount: Int {
        steps.reduce(0) {
            $0 + ($1?.weight.descriptor.byteCount ?? 0) + ($1?.bias.descriptor.byteCount ?? 0)
        }
    }

    /// The memory in bytes of those weights that `other` holds too, in the very same place.
    package func byteCount(sharedWith other: NetworkWeights) -> Int {
        let shared = zip(steps, other.steps).map { $0?.weight === $1?.weight ? $0 : nil }
        return NetworkWeights(steps: shared).byteCount
    }
}

/// One block of memory that holds every step's weights in the layouts the kernels read.
struct WeightStore {
    private let engine: Engine
    private let buffer: AlignedBuffer
    private var used = 0

    /// Allocates a block for steps that need `capacity` bytes each.
    init(capacity: [Int], on engine: Engine) throws(ModelError) {
        self.engine = engine
        buffer = try ModelError.kernel { () throws(DNNLError) in
            try AlignedBuffer(byteCount: capacity.reduce(0, +))
        }
    }

    /// The bytes that a step's weights and bias take.
    static func byteCount(of step: NetworkPlan.Step, _ primitive: Primitive) -> Int {
        switch step.operation {
        case .convolution, .classifier:
            let bias = primitive.destination.shape[1] * MemoryLayout<Float>.stride
            return [primitive.weights.byteCount, bias].reduce(0) {
                $0 + $1.rounded(upToMultipleOf: AlignedBuffer.alignment)
            }
        case .maximumPooling, .globalAveragePooling:
            return 0
        }
    }

    /// Stores a convolution's folded weights.
    mutating func add(
        _ folded: FoldedConvolution,
        _ layer: ConvolutionLayer,
        for primitive: Primitive,
        on stream: borrowing ExecutionStream
    ) throws(ModelError) -> StepWeights {
        try add(
            shape: layer.weight.shape,
            bias: folded.bias,
            for: primitive,
            on: stream
        ) { folded.writeWeights(into: &$0) }
    }

    /// Stores the classifier's weights, `[classes, 2048]`.
    mutating func add(
        _ weight: [Float],
        _ bias: [Float],
        for primitive: Primitive,
        on stream: borrowing ExecutionStream
    ) throws(ModelError) -> StepWeights {
        let shape = [bias.count, weight.count / bias.count, 1, 1]
        return try add(shape: shape, bias: bias, for: primitive, on: stream) {
            for index in weight.indices { $0[index] = weight[index] }
        }
    }

    /// Copies weights and bias to their places; from then on they are only read.
    private mutating func add(
        shape: [Int],
        bias: [Float],
        for primitive: Primitive,
        on stream: borrowing ExecutionStream,
        write: (inout MutableSpan<Float>) -> Void
    ) throws(ModelError) -> StepWeights {
        do throws(DNNLError) {
            let plain = try Memory(MemoryDescriptor(shape: shape, layout: .oihw), on: engine)
            plain.withFloats(write)
            let weights = place(primitive.weights)
            try Invocation.copy(from: plain, to: weights.memory(on: engine), on: engine)
                .run(on: stream)
            try stream.wait()
            let biases = place(try MemoryDescriptor(shape: [bias.count], layout: .vector))
            try biases.memory(on: engine).store(bias)
            return StepWeights(weight: weights, bias: biases)
        } catch {
            throw .kernel(error)
        }
    }

    private mutating func place(_ descriptor: MemoryDescriptor) -> ConstantTensor {
        defer { used += descriptor.byteCount.rounded(upToMultipleOf: AlignedBuffer.alignment) }
        return ConstantTensor(descriptor, in: buffer, at: used)
    }
}
