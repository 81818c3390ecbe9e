package import OneDNN
package import ResNet

/// ResNet-50 as it learns: compiled once for a batch, an input size and a number format; a step
/// then allocates nothing.
///
/// It has one owner and belongs to the thread that compiled it, whose OpenMP team computes. Between
/// ``forward()`` and ``backward()`` the owner reads the logits and writes their gradient.
package struct TrainingNetwork: ~Copyable {
    /// What a network is compiled for.
    package struct Configuration: Hashable, Sendable {
        /// The side of the square input, in pixels; one of `Architecture.inputSides`.
        package var inputSide: Int
        /// Images a step.
        package var batch: Int
        /// The number format of activations and of the weights that kernels read. The weights that
        /// learn, their gradients, statistics, classifier and loss are float32 in any case.
        package var precision: ElementType
        /// The OpenMP threads that compute, or nil for every core.
        package var threads: Int?

        /// States a configuration.
        package init(
            inputSide: Int,
            batch: Int,
            precision: ElementType = .float32,
            threads: Int? = nil
        ) {
            self.inputSide = inputSide
            self.batch = batch
            self.precision = precision
            self.threads = threads
        }
    }

    /// What the network was compiled for.
    package let configuration: Configuration
    /// The table it was compiled from.
    package let architecture: Architecture
    /// Activations and working memory, in bytes; parameters and what the optimiser keeps excluded.
    package let activationByteCount: Int

    /// Everything that learns, in the order of the architecture's table.
    let parameters: [TrainedParameter]
    /// The statistics of every batch normalisation, in that order.
    let statistics: [RunningStatistics]
    /// The pieces in which the optimiser walks over ``parameters``.
    let walk: ParallelWalk
    let engine: Engine
    let stream: ExecutionStream

    private let input: Memory
    private let logits: Memory
    private let logitsGradient: Memory
    private let inputCopy: Invocation?
    private let weightCopies: [Invocation]
    private let passes: Tape.Passes

    /// Compiles `architecture`, with all parameters zero; see ``TrainingState`` for values.
    ///
    /// - Throws: ``TrainingError`` when the input side is not one the network takes, the CPU has no
    ///   kernel for the number format, or memory is short.
    /// - Precondition: The batch is positive.
    package init(
        _ architecture: Architecture,
        configuration: Configuration
    ) throws(TrainingError) {
        precondition(configuration.batch > 0, "a batch has at least one image")
        guard Architecture.inputSides.contains(configuration.inputSide) else {
            throw .model(.unsupportedInputSide(configuration.inputSide))
        }
        if let threads = configuration.threads { ComputeThreads.limit(to: threads) }
        do throws(DNNLError) {
            self = try TrainingNetwork(compiling: architecture, for: configuration)
        } catch {
            throw .kernel(error)
        }
    }

    private init(
        compiling architecture: Architecture,
        for configuration: Configuration
    ) throws(DNNLError) {
        let engine = try Engine()
        let stream = try ExecutionStream(on: engine)
        let side = configuration.inputSide
        let shape = [configuration.batch, Architecture.inputChannels, side, side]
        let input = try Memory(MemoryDescriptor(shape: shape, layout: .nchw), on: engine)
        let source = try MemoryDescriptor(
            shape: shape,
            elementType: configuration.precision,
            layout: .nchw
        )
        let network =
            source == input.descriptor ? input : try Memory(source, on: engine)
        let layers = try Layers(architecture, from: source, on: engine)

        var tape = Tape(on: engine)
        var recorded = layers
        recorded.record(from: network, on: &tape)
        let passes = try tape.bind()

        inputCopy =
            network === input ? nil : try Invocation.copy(from: input, to: network, on: engine)
        parameters = layers.units.flatMap(\.parameters) + layers.classifier.parameters
        statistics = layers.units.map(\.statistics)
        walk = ParallelWalk(
            elementCounts: parameters.map {
                $0.value.descriptor.byteCount / MemoryLayout<Float>.stride
            }
        )
        weightCopies = layers.units.flatMap(\.weightCopies)
        logits = layers.classifier.logits
        logitsGradient = layers.classifier.logitsGradient
        activationByteCount =
            passes.byteCount + source.byteCount + (inputCopy == nil ? 0 : input.descriptor.byteCount)
        self.input = input
        self.passes = passes
        self.engine = engine
        self.stream = stream
        self.configuration = configuration
        self.architecture = architecture
    }

    /// Lends the input, `[N, 3, S, S]` row-major: normalised red, green and blue planes.
    package borrowing func withInput<Failure: Error>(
        _ body: (inout MutableSpan<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        try input.withFloats(body)
    }

    /// Computes the logits of the images in the input, with the batch's statistics.
    package borrowing func forward() throws(TrainingError) {
        try TrainingError.kernel { () throws(DNNLError) in
            try inputCopy?.run(on: stream)
            for invocation in passes.forward { try invocation.run(on: stream) }
            try stream.wait()
        }
    }

    /// Lends the logits of the last forward pass and the place for their gradient, `[N, classes]`.
    package borrowing func withLogits<Result>(
        _ body: (_ logits: Span<Float>, _ gradient: inout MutableSpan<Float>) -> Result
    ) -> Result {
        logits.withFloats { logits in
            logitsGradient.withFloats { gradient in body(logits.span, &gradient) }
        }
    }

    /// Computes every parameter's gradient from the logits' gradient.
    package borrowing func backward() throws(TrainingError) {
        try TrainingError.kernel { () throws(DNNLError) in
            for invocation in passes.backward { try invocation.run(on: stream) }
            try stream.wait()
        }
    }

    /// Moves the running averages of all batch normalisations towards the last batch.
    package borrowing func updateStatistics() {
        for statistics in statistics { statistics.update() }
    }

    /// Renews the copies of the weights that kernels read; due after every change of parameters.
    package borrowing func renewWeightCopies() throws(TrainingError) {
        try TrainingError.kernel { () throws(DNNLError) in
            for copy in weightCopies { try copy.run(on: stream) }
            try stream.wait()
        }
    }
}
