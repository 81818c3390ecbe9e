import OneDNN

/// ResNet-50 made ready for one input size, batch and precision on this CPU.
///
/// Compilation folds batch normalisation into the convolutions, lets oneDNN choose kernels,
/// reorders the weights for them once, and places all activations in one small arena. A run then
/// executes a flat list of primitives; this module allocates nothing for it.
///
/// A network has one owner, which may hand it to another thread between runs: oneDNN computes with
/// the OpenMP team of the thread that runs it.
package struct CompiledNetwork: ~Copyable {
    /// What a network is compiled for.
    package struct Configuration: Hashable, Sendable {
        /// The side of the square input, in pixels; one of ``Architecture/inputSides``.
        package var inputSide: Int
        /// How many images one run takes.
        package var batch: Int
        /// The number format of weights and activations.
        package var precision: Precision
        /// The OpenMP threads that compute, or nil for every core.
        package var threads: Int?
        /// The stages whose activations can be read after a run; the logits always can.
        package var taps: Set<Stage>

        /// States a configuration.
        package init(
            inputSide: Int,
            batch: Int = 1,
            precision: Precision = .float32,
            threads: Int? = nil,
            taps: Set<Stage> = []
        ) {
            self.inputSide = inputSide
            self.batch = batch
            self.precision = precision
            self.threads = threads
            self.taps = taps
        }
    }

    /// What the network was compiled for.
    package let configuration: Configuration

    /// The table it was compiled from.
    package let architecture: Architecture

    /// What it has learnt, for other networks to share.
    package let weights: NetworkWeights

    private let threads: Int
    private let stream: ExecutionStream
    private let input: Memory
    private let inputCopy: Invocation?
    private let invocations: [Invocation]
    private let taps: [Stage: Tap]

    /// Compiles `architecture` with weights from `source`.
    ///
    /// - Parameters:
    ///   - architecture: The table to compile.
    ///   - source: The parameters; not needed afterwards.
    ///   - shared: Weights of a network of the same parameters and precision; where the kernels read
    ///     the same layouts, both networks have one copy.
    ///   - configuration: What to compile for.
    /// - Throws: ``ModelError`` when the input side is not one the network takes, when `source`
    ///   cannot give a parameter, or when oneDNN has no kernel.
    /// - Precondition: The batch is positive.
    package init(
        _ architecture: Architecture,
        parameters source: some ParameterSource,
        sharing shared: NetworkWeights? = nil,
        configuration: Configuration
    ) throws(ModelError) {
        precondition(configuration.batch > 0, "a batch has at least one image")
        guard Architecture.inputSides.contains(configuration.inputSide) else {
            throw .unsupportedInputSide(configuration.inputSide)
        }
        let threads = configuration.threads ?? ComputeThreads.everyCore
        ComputeThreads.limit(to: threads)
        let plan = NetworkPlan(
            architecture,
            inputSide: configuration.inputSide,
            batch: configuration.batch
        )
        let tapped = configuration.taps.union([.classifier])
        let kept = plan.outputs.filter { tapped.contains($0.key) }
        let engine = try ModelError.kernel { () throws(DNNLError) in try Engine() }
        let stream = try ModelError.kernel { () throws(DNNLError) in try ExecutionStream(on: engine)
        }
        let compiler = try ModelError.kernel { () throws(DNNLError) in
            try NetworkCompiler(plan, precision: configuration.precision, on: engine)
        }
        let weights = try compiler.storeWeights(
            architecture,
            from: source,
            sharing: shared,
            on: stream
        )
        let tensors = try ModelError.kernel { () throws(DNNLError) in
            try compiler.placeTensors(keeping: Set(kept.values))
        }
        let invocations = try ModelError.kernel { () throws(DNNLError) in
            try compiler.bind(tensors, weights)
        }
        let (input, inputCopy) = try ModelError.kernel { () throws(DNNLError) in
            try Self.input(before: tensors[0], on: engine)
        }
        var taps: [Stage: Tap] = [:]
        for (stage, tensor) in kept {
            taps[stage] = try ModelError.kernel { () throws(DNNLError) in
                try Tap(tensors[tensor], on: engine)
            }
        }
        self.threads = threads
        self.stream = stream
        self.input = input
        self.inputCopy = inputCopy
        self.invocations = invocations
        self.taps = taps
        self.configuration = configuration
        self.architecture = architecture
        self.weights = weights
    }

    /// Where floats go in: the first tensor itself, or one beside it that is converted into it.
    private static func input(
        before tensor: Memory,
        on engine: Engine
    ) throws(DNNLError) -> (input: Memory, copy: Invocation?) {
        let descriptor = try MemoryDescriptor(shape: tensor.descriptor.shape, layout: .nchw)
        if descriptor == tensor.descriptor { return (tensor, nil) }
        let input = try Memory(descriptor, on: engine)
        return (input, try .copy(from: input, to: tensor, on: engine))
    }

    /// Lends the input, `[N, 3, S, S]` row-major: normalised red, green and blue planes.
    ///
    /// Its memory is reused during a run, so write all of it before each.
    package borrowing func withInput<Failure: Error>(
        _ body: (inout MutableSpan<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        try input.withFloats(body)
    }

    /// Computes the logits of the images in the input.
    package borrowing func run() throws(ModelError) {
        // Kernels are divided among as many threads as they were compiled for.
        ComputeThreads.limit(to: threads)
        let signals = HeldSignals()
        defer { signals.release() }
        do throws(DNNLError) {
            try inputCopy?.run(on: stream)
            for invocation in invocations { try invocation.run(on: stream) }
            try stream.wait()
        } catch {
            throw .kernel(error)
        }
    }

    /// A stage's activations of the last run, row-major `[N, C, H, W]`; `[N, classes]` for logits.
    ///
    /// - Precondition: `stage` is the classifier or was named in the configuration's taps.
    package borrowing func activations(of stage: Stage) throws(ModelError) -> [Float] {
        guard let tap = taps[stage] else {
            preconditionFailure("stage \(stage) was not compiled with a tap")
        }
        do throws(DNNLError) {
            return try tap.read(on: stream)
        } catch {
            throw .kernel(error)
        }
    }

    /// The logits of the last run, row-major `[N, classes]`.
    package borrowing func logits() throws(ModelError) -> [Float] {
        try activations(of: .classifier)
    }
}
