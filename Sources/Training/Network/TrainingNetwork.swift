package import OneDNN
package import ResNet

/// ResNet-50 as it learns: compiled once for a batch, an input size and a number format; a step
/// then allocates nothing.
///
/// A batch is computed in shards, each by a team of threads of its own. oneDNN's kernels for batch
/// normalisation and weight gradients let their threads wait for one another in busy loops, dozens
/// of times a step: where another process takes one of two cores, a team of two computes a twelfth,
/// but two teams of one three quarters. Each shard is normalised by its own statistics.
///
/// A network has one owner, which calls it from one thread.
package struct TrainingNetwork: ~Copyable {
    /// What a network is compiled for.
    package struct Configuration: Hashable, Sendable {
        /// The side of the square input, in pixels; one of `Architecture.inputSides`.
        package var inputSide: Int
        /// Images a step, a multiple of the shards.
        package var batch: Int
        /// The parts that a batch is computed in.
        package var shards: Int
        /// The number format of activations and of the weights that kernels read.
        ///
        /// The weights that learn, their gradients, statistics, classifier and loss are float32 in
        /// any case.
        package var precision: ElementType
        /// Whether kernels move along their orthogonalised momentum, which takes working memory; see
        /// ``StochasticGradientDescent/muonShare``.
        package var orthogonalizes: Bool

        /// States a configuration.
        package init(
            inputSide: Int,
            batch: Int,
            shards: Int = 1,
            precision: ElementType = .float32,
            orthogonalizes: Bool = false
        ) {
            self.inputSide = inputSide
            self.batch = batch
            self.shards = shards
            self.precision = precision
            self.orthogonalizes = orthogonalizes
        }
    }

    /// What the network was compiled for.
    package let configuration: Configuration
    /// The table it was compiled from.
    package let architecture: Architecture
    /// Input, activations and working memory, in bytes; parameters and what the optimiser keeps
    /// beside them excluded.
    package let activationByteCount: Int

    /// The statistics of every batch normalisation, in the order of the architecture's table.
    let statistics: [RunningStatistics]
    /// Everything that learns, in the order of the architecture's table.
    let group: ParameterGroup
    let engine: Engine
    let stream: ExecutionStream

    private let ascent: NormalizationAscent
    private let store: ParameterStore
    private let shards: [Shard]
    private let input: Memory
    private let threadsPerShard: Int

    /// Compiles `architecture`, with all parameters zero; see `load(_:as:)` for values.
    ///
    /// - Throws: ``TrainingError`` when the input side is not one the network takes, the batch
    ///   cannot be divided, the CPU has no kernel for the number format, or memory is short.
    /// - Precondition: Batch and shards are positive.
    package init(
        _ architecture: Architecture,
        configuration: Configuration
    ) throws(TrainingError) {
        precondition(configuration.batch > 0, "a batch has at least one image")
        precondition(configuration.shards > 0, "a batch has at least one shard")
        guard Architecture.inputSides.contains(configuration.inputSide) else {
            throw .model(.unsupportedInputSide(configuration.inputSide))
        }
        guard configuration.batch.isMultiple(of: configuration.shards) else {
            throw .recipe(
                reason: "a batch of \(configuration.batch) images cannot be computed in "
                    + "\(configuration.shards) equal shards; choose a multiple of it"
            )
        }
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
        let side = configuration.inputSide
        func shape(_ images: Int) -> [Int] { [images, Architecture.inputChannels, side, side] }
        let whole = try MemoryDescriptor(shape: shape(configuration.batch), layout: .nchw)
        let part = try MemoryDescriptor(
            shape: shape(configuration.batch / configuration.shards),
            layout: .nchw
        )
        let buffer = try AlignedBuffer(byteCount: whole.byteCount)
        let store = ParameterStore(on: engine)
        let threads = max(1, ComputeThreads.count / configuration.shards)
        var inputs: [Memory] = []
        for index in 0..<configuration.shards {
            inputs.append(try Memory(part, in: buffer, at: index * part.byteCount, on: engine))
        }
        let shards = try Self.compile(inputs, threads: threads) { input throws(DNNLError) in
            try Shard(
                architecture,
                input: input,
                precision: configuration.precision,
                parameters: store,
                on: engine
            )
        }
        var statistics: [RunningStatistics] = []
        for (place, (layer, _)) in shards[0].statistics.enumerated() {
            let batches = shards.map { $0.statistics[place].batch }
            statistics.append(try RunningStatistics(layer, of: batches, on: engine))
        }
        let input = try Memory(whole, in: buffer, on: engine)
        let stream = try ExecutionStream(on: engine)
        let group =
            configuration.orthogonalizes
            ? try ParameterGroup(store.parameters, orthogonalizingOn: engine)
            : ParameterGroup(store.parameters)
        self.input = input
        self.stream = stream
        self.group = group
        ascent = NormalizationAscent(store.parameters, of: architecture.convolutions)
        activationByteCount = whole.byteCount + shards.map(\.byteCount).reduce(0, +)
        self.statistics = statistics
        self.store = store
        self.shards = shards
        self.engine = engine
        threadsPerShard = threads
        self.configuration = configuration
        self.architecture = architecture
    }

    /// Compiles shards for teams of `threads` threads, which kernels are divided among.
    private static func compile(
        _ inputs: [Memory],
        threads: Int,
        _ shard: (Memory) throws(DNNLError) -> Shard
    ) throws(DNNLError) -> [Shard] {
        try ComputeThreads.withTeam(of: threads) { () throws(DNNLError) in
            var shards: [Shard] = []
            for input in inputs { shards.append(try shard(input)) }
            return shards
        }
    }

    /// The members of ``group``.
    var parameters: [TrainedParameter] { group.parameters }

    /// Lends the input, `[N, 3, S, S]` row-major: normalised red, green and blue planes.
    package borrowing func withInput<Failure: Error>(
        _ body: (inout MutableSpan<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        try input.withFloats(body)
    }

    /// Computes the loss of the images in the input, and every parameter's gradient.
    ///
    /// - Parameter targets: What the images should answer.
    /// - Returns: How they were answered.
    /// - Throws: ``TrainingError`` when a kernel fails.
    package borrowing func computeGradients(
        _ targets: Targets
    ) throws(TrainingError) -> BatchOutcome {
        try computeGradients(targets, scope: .all)
    }

    /// Computes the loss of the images in the input, and the gradients of γ and β alone, by which
    /// ``computeGradients(_:uphill:gradientNorm:)`` finds its way.
    ///
    /// - Parameter targets: What the images should answer.
    /// - Returns: How they were answered; the norm is of these gradients.
    /// - Throws: ``TrainingError`` when a kernel fails.
    package borrowing func probeSlope(_ targets: Targets) throws(TrainingError) -> BatchOutcome {
        try computeGradients(targets, scope: .normalizations)
    }

    /// Computes every parameter's gradient where γ and β are moved uphill; see ``SharpnessAwareness``.
    ///
    /// The parameters are then as before, but the last batch's statistics are those from uphill.
    ///
    /// - Parameters:
    ///   - targets: What the images in the input should answer, as for ``probeSlope(_:)``.
    ///   - radius: How far γ and β are moved.
    ///   - gradientNorm: What ``probeSlope(_:)`` has returned.
    /// - Returns: How the images were answered there.
    /// - Throws: ``TrainingError`` when a kernel fails.
    package borrowing func computeGradients(
        _ targets: Targets,
        uphill radius: Float,
        gradientNorm: Float
    ) throws(TrainingError) -> BatchOutcome {
        ascent.climb(by: radius, gradientNorm: gradientNorm)
        defer { ascent.descend() }
        return try computeGradients(targets, scope: .all)
    }

    private borrowing func computeGradients(
        _ targets: Targets,
        scope: GradientScope
    ) throws(TrainingError) -> BatchOutcome {
        let (shards, batch, threads) = (shards, configuration.batch, threadsPerShard)
        let size = batch / shards.count
        let results = try Self.concurrently(shards.count, threads: threads) {
            index throws(DNNLError) in
            let part = targets.rows(index * size..<(index + 1) * size)
            return try shards[index].computeGradients(part, ofBatch: batch, scope: scope)
        }
        return BatchOutcome(
            loss: Float(results.map(\.loss).reduce(0, +)),
            losses: results.flatMap(\.losses),
            correct: results.map(\.correct).reduce(0, +),
            gradientNorm: scope == .all ? group.sumGradients() : ascent.sumGradients()
        )
    }

    /// Takes one step of `optimizer` along the gradients that were computed last.
    ///
    /// - Parameters:
    ///   - optimizer: The update rule.
    ///   - learningRate: η.
    ///   - gradientNorm: What ``computeGradients(_:)`` has returned.
    /// - Throws: ``TrainingError`` when a kernel of oneDNN fails.
    package borrowing func step(
        _ optimizer: StochasticGradientDescent,
        learningRate: Float,
        gradientNorm: Float
    ) throws(TrainingError) {
        try TrainingError.kernel { () throws(DNNLError) in
            try group.step(optimizer, learningRate: learningRate, gradientNorm: gradientNorm)
        }
        try renewWeightCopies()
    }

    /// Moves the averaged weights and statistics towards the current ones by the share `weight`.
    package borrowing func average(weight: Float) {
        group.average(weight: weight)
        for statistics in statistics { statistics.average(weight: weight) }
    }

    /// Moves the running averages of all batch normalisations towards the last batch.
    package borrowing func updateStatistics() {
        for statistics in statistics { statistics.update() }
    }

    /// Renews the copies of the weights that kernels read; due after every change of parameters.
    borrowing func renewWeightCopies() throws(TrainingError) {
        let (renewals, engine) = (store.renewals, engine)
        _ = try Self.concurrently(renewals.count, threads: threadsPerShard) {
            index throws(DNNLError) in
            try renewals[index].run(on: ExecutionStream(on: engine))
        }
    }

    /// Runs `body` for each index, several at a time, each with a team of `threads` threads.
    private static func concurrently<Result>(
        _ count: Int,
        threads: Int,
        _ body: (Int) throws(DNNLError) -> Result
    ) throws(TrainingError) -> [Result] {
        let results = concurrentMap(count) { index in
            ComputeThreads.withTeam(of: threads) {
                Swift.Result { () throws(DNNLError) in try body(index) }
            }
        }
        var values: [Result] = []
        for result in results {
            values.append(try TrainingError.kernel { () throws(DNNLError) in try result.get() })
        }
        return values
    }
}
