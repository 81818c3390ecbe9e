import OneDNN
import ResNet

/// Where a primitive's argument is.
enum Operand {
    /// A tensor of the tape: placed in the arena, alive from its first use to its last.
    case activation(Tape.Tensor)
    /// A tensor that outlives the pass: parameters, gradients, statistics, the input.
    case resident(Memory)
}

/// The forward and the backward pass while they are being recorded.
///
/// Layers append their primitives in the order of execution: first all forward ones, then, after
/// ``turn()``, the backward ones in reverse. ``bind()`` then knows how long each tensor lives,
/// places all of them in one arena, and leaves two flat lists of invocations that allocate nothing.
struct Tape {
    /// A tensor's place in ``descriptors``.
    typealias Tensor = Int

    let engine: Engine

    private var descriptors: [MemoryDescriptor] = []
    private var lifetimes: [ClosedRange<Int>?] = []
    private var steps: [Step] = []
    private var turningPoint: Int?

    private struct Step {
        let primitive: Primitive
        let operands: [(Argument, Operand)]
        let givesKernelGradient: Bool
    }

    /// The passes, ready to run again and again.
    struct Passes {
        let forward: [Invocation]
        let backward: [Invocation]
        /// The backward pass without the kernels' gradients: about half of it.
        let backwardPastKernels: [Invocation]
        /// The activations and the working memory, in bytes.
        let byteCount: Int
    }

    /// Begins an empty tape.
    init(on engine: Engine) {
        self.engine = engine
    }

    /// Announces a tensor.
    mutating func tensor(_ descriptor: MemoryDescriptor) -> Tensor {
        descriptors.append(descriptor)
        lifetimes.append(nil)
        return descriptors.count - 1
    }

    /// What a tensor looks like.
    func descriptor(of tensor: Tensor) -> MemoryDescriptor {
        descriptors[tensor]
    }

    /// Appends a primitive and the tensors that it reads and writes.
    ///
    /// - Parameters:
    ///   - primitive: What is computed.
    ///   - operands: On what.
    ///   - givesKernelGradient: Whether its result is a convolution kernel's gradient, which nothing
    ///     else in the pass reads.
    mutating func append(
        _ primitive: Primitive,
        _ operands: KeyValuePairs<Argument, Operand>,
        givesKernelGradient: Bool = false
    ) {
        append(
            primitive,
            operands.map { ($0.key, $0.value) },
            givesKernelGradient: givesKernelGradient
        )
    }

    /// Appends a primitive likewise.
    mutating func append(
        _ primitive: Primitive,
        _ operands: [(Argument, Operand)],
        givesKernelGradient: Bool = false
    ) {
        let step = steps.count
        for case (_, .activation(let tensor)) in operands {
            lifetimes[tensor] = (lifetimes[tensor]?.lowerBound ?? step)...step
        }
        steps.append(
            Step(
                primitive: primitive,
                operands: operands,
                givesKernelGradient: givesKernelGradient
            )
        )
    }

    /// Ends the forward pass and begins the backward pass.
    mutating func turn() {
        precondition(turningPoint == nil, "a tape turns once")
        turningPoint = steps.count
    }

    /// Places every tensor and binds every primitive to its own.
    func bind() throws(DNNLError) -> Passes {
        guard let turningPoint else { preconditionFailure("a tape turns before it is bound") }
        let arena = ArenaPlan(
            zip(descriptors, lifetimes).map { descriptor, lifetime in
                guard let lifetime else { preconditionFailure("every tensor is used") }
                return ArenaPlan.Value(byteCount: descriptor.byteCount, lifetime: lifetime)
            },
            alignment: AlignedBuffer.alignment
        )
        let buffer = try AlignedBuffer(byteCount: arena.byteCount)
        var memories: [Memory] = []
        for (descriptor, offset) in zip(descriptors, arena.offsets) {
            memories.append(try Memory(descriptor, in: buffer, at: offset, on: engine))
        }
        let scratchpads = steps.map(\.primitive.scratchpad)
        let working = try AlignedBuffer(byteCount: scratchpads.map(\.byteCount).max() ?? 0)
        var invocations: [Invocation] = []
        for (step, scratchpad) in zip(steps, scratchpads) {
            let bound = step.operands.map { argument, operand in
                switch operand {
                case .activation(let tensor): (argument, memories[tensor])
                case .resident(let memory): (argument, memory)
                }
            }
            let own = try Memory(scratchpad, in: working, on: engine)
            invocations.append(Invocation(step.primitive, bound + [(.scratchpad, own)]))
        }
        let backward = turningPoint..<steps.count
        return Passes(
            forward: Array(invocations[..<turningPoint]),
            backward: Array(invocations[backward]),
            backwardPastKernels: backward.filter { !steps[$0].givesKernelGradient }
                .map { invocations[$0] },
            byteCount: arena.byteCount + working.byteCount
        )
    }
}
