package import ResNet

/// A run in progress: the network, where the run stands, and how the epoch has gone so far.
///
/// It does one step at a time and knows nothing of files, clocks or terminals.
package struct TrainingRun: ~Copyable {
    /// Where a run stands; all counts begin at 0.
    package struct Position: Hashable, Sendable {
        /// The epoch that is under way.
        package var epoch = 0
        /// Steps taken in it.
        package var batch = 0
        /// Steps taken in all.
        package var step = 0
    }

    /// What the steps of an epoch add up to; where data are pruned, for all images by those seen.
    package struct Tally: Hashable, Sendable {
        /// The sum of the images' losses.
        package var loss = 0.0
        /// Images whose likeliest class was the target's likeliest.
        package var correct = 0.0
        /// Images seen or stood for.
        package var images = 0.0

        /// The mean loss.
        package var meanLoss: Double { images > 0 ? loss / images : 0 }
        /// The share of images that were answered right, 0…1.
        package var accuracy: Double { images > 0 ? correct / images : 0 }
    }

    /// What one step has done.
    package struct StepReport: Hashable, Sendable {
        /// The mean loss of the batch, before the update.
        package let loss: Float
        /// The rate of the update.
        package let learningRate: Float
        /// The norm of all gradients together, before clipping.
        package let gradientNorm: Float
    }

    /// What the run depends on.
    package let hyperparameters: Hyperparameters
    /// Where the run stands.
    package private(set) var position: Position
    /// How the epoch has gone so far.
    package private(set) var tally: Tally

    private var network: TrainingNetwork
    private var composer: BatchComposer

    /// Every how many steps the averaged weights move; each time further, so that it makes little
    /// difference but to the time it takes.
    private static let averageInterval = 4

    /// Begins a run with the weights of `initial`.
    ///
    /// - Throws: ``TrainingError`` when there are fewer examples than a batch takes, `initial` lacks
    ///   a parameter, or the network cannot be compiled.
    package static func beginning(
        classCount: Int,
        _ hyperparameters: Hyperparameters,
        _ composer: BatchComposer,
        with initial: some ParameterSource
    ) throws(TrainingError) -> TrainingRun {
        let run = try TrainingRun(
            classCount: classCount,
            hyperparameters,
            composer,
            position: Position(),
            tally: Tally()
        )
        try run.network.load(initial, as: .value)
        try run.network.load(initial, as: .average)
        return run
    }

    /// Goes on where `checkpoint` was written.
    ///
    /// - Throws: As above, and when the checkpoint cannot be read.
    package static func resuming(
        classCount: Int,
        _ hyperparameters: Hyperparameters,
        _ composer: BatchComposer,
        at checkpoint: TrainingCheckpoint
    ) throws(TrainingError) -> TrainingRun {
        precondition(
            composer.epoch == checkpoint.position.epoch,
            "batches are of the epoch to go on in"
        )
        let run = try TrainingRun(
            classCount: classCount,
            hyperparameters,
            composer,
            position: checkpoint.position,
            tally: checkpoint.tally
        )
        for role in ParameterRole.allCases {
            try run.network.load(checkpoint.parameters(as: role), as: role)
        }
        return run
    }

    private init(
        classCount: Int,
        _ hyperparameters: Hyperparameters,
        _ composer: BatchComposer,
        position: Position,
        tally: Tally
    ) throws(TrainingError) {
        guard composer.batchCount > 0 else {
            throw .recipe(
                reason: "there are fewer training images than one batch of "
                    + "\(hyperparameters.batch) takes; give more images or a smaller --batch"
            )
        }
        let epoch = min(position.epoch, hyperparameters.epochs - 1)
        network = try Self.compile(classCount: classCount, hyperparameters, epoch: epoch)
        self.hyperparameters = hyperparameters
        self.composer = composer
        self.position = position
        self.tally = tally
    }

    /// Steps in the epoch that is under way.
    package var stepsInEpoch: Int { composer.batchCount }

    /// How the examples were answered so far; empty unless the run prunes its data.
    package var losses: ExampleLosses { composer.losses }

    /// What the recipe's teachers answer to the examples; nil where it has none.
    package var teaching: TeacherAnswers? { composer.teaching }

    /// Whether all epochs are done.
    package var isFinished: Bool { position.epoch >= hyperparameters.epochs }

    /// Whether all steps of the epoch are taken, so that ``beginNextEpoch()`` is due.
    package var isEpochDone: Bool { position.batch >= stepsInEpoch }

    /// The network in the epoch that is under way.
    package var architecture: Architecture { network.architecture }

    /// The input's side in the epoch that is under way, in pixels.
    package var inputSide: Int { network.configuration.inputSide }

    /// Takes one step: composes a batch, goes forward and backward, updates the weights.
    ///
    /// - Throws: ``TrainingError/diverged(step:loss:)`` before the update where the loss or the
    ///   gradients' norm is not a number; the weights are then the last good ones.
    /// - Precondition: The epoch is not done.
    package mutating func step() throws(TrainingError) -> StepReport {
        precondition(!isFinished && !isEpochDone, "a step belongs to an epoch")
        var targets = Targets(labels: [], classCount: network.architecture.classCount)
        network.withInput { input in
            targets = composer.compose(batch: position.batch, into: &input)
        }
        let radius = hyperparameters.sharpnessRadius(inEpoch: position.epoch)
        let outcome =
            radius == nil
            ? try network.computeGradients(targets) : try network.probeSlope(targets)
        try requireNumbers(outcome)
        composer.note(outcome.losses, ofBatch: position.batch)
        tally.loss += Double(outcome.loss) * Double(hyperparameters.batch)
        tally.correct += outcome.correct
        tally.images += targets.weights.reduce(0) { $0 + Double($1) }
        network.updateStatistics()
        var norm = outcome.gradientNorm
        if let radius {
            let uphill = try network.computeGradients(targets, uphill: radius, gradientNorm: norm)
            try requireNumbers(uphill)
            norm = uphill.gradientNorm
        }
        position.step += 1
        position.batch += 1
        try network.step(
            hyperparameters.optimizer,
            learningRate: learningRate,
            gradientNorm: norm
        )
        moveAverage()
        return StepReport(loss: outcome.loss, learningRate: learningRate, gradientNorm: norm)
    }

    private func requireNumbers(_ outcome: BatchOutcome) throws(TrainingError) {
        let (loss, norm) = (outcome.loss, outcome.gradientNorm)
        guard loss.isFinite, norm.isFinite else {
            throw .diverged(step: position.step, loss: loss.isFinite ? norm : loss)
        }
    }

    /// Goes on to the next epoch; compiles the network anew where it or its input size is another.
    ///
    /// - Precondition: The epoch is done.
    package mutating func beginNextEpoch() throws(TrainingError) {
        precondition(isEpochDone, "an epoch ends when all its steps are taken")
        position.epoch += 1
        position.batch = 0
        tally = Tally()
        composer.beginNextEpoch()
        guard !isFinished else { return }
        let phase = hyperparameters.phase(ofEpoch: position.epoch)
        let before = network.architecture
        guard phase.network != before.size || phase.inputSide != inputSide else { return }
        var sets: [(ParameterRole, ParameterSet)] = []
        for role in ParameterRole.allCases {
            sets.append((role, try network.parameters(as: role)))
        }
        network = try Self.compile(
            classCount: before.classCount,
            hyperparameters,
            epoch: position.epoch
        )
        let new = Initialization(network.architecture, seed: hyperparameters.seed)
        for (role, set) in sets {
            // What is new has not moved yet.
            let first: any ParameterSource = role == .momentum ? Zeros() : new
            let grown = try GrownParameters(
                set,
                of: before,
                in: network.architecture,
                first: first
            )
            try network.load(grown, as: role)
        }
    }

    /// The weights to judge and to keep: the averaged ones, where the run averages.
    package borrowing func bestParameters() throws(TrainingError) -> ParameterSet {
        try network.parameters(as: hyperparameters.averageDecay == nil ? .value : .average)
    }

    /// A copy of all parameters in one role.
    package borrowing func parameters(as role: ParameterRole) throws(TrainingError) -> ParameterSet
    {
        try network.parameters(as: role)
    }

    /// The learning rate of the last step.
    ///
    /// All epochs count alike in the schedule, however many steps they have.
    package var learningRate: Float {
        let done = Double(position.epoch) + Double(position.batch) / Double(stepsInEpoch)
        return hyperparameters.schedule.rate(at: done / Double(hyperparameters.epochs))
    }

    private func moveAverage() {
        let interval = Self.averageInterval
        guard position.step.isMultiple(of: interval),
            let weight = hyperparameters.averageWeight(
                afterStep: position.step,
                interval: interval
            )
        else { return }
        network.average(weight: weight)
    }

    private static func compile(
        classCount: Int,
        _ hyperparameters: Hyperparameters,
        epoch: Int
    ) throws(TrainingError) -> TrainingNetwork {
        let phase = hyperparameters.phase(ofEpoch: epoch)
        return try TrainingNetwork(
            Architecture(classCount: classCount, size: phase.network),
            configuration: TrainingNetwork.Configuration(
                inputSide: phase.inputSide,
                batch: hyperparameters.batch,
                shards: hyperparameters.shards,
                precision: hyperparameters.precision,
                orthogonalizes: hyperparameters.optimizer.muonShare != nil
            )
        )
    }
}
