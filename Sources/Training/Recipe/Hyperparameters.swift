package import Datasets
package import OneDNN
package import ResNet

/// Everything that a run depends on besides its data and the weights it begins with.
package struct Hyperparameters: Hashable, Sendable {
    /// Epochs at one input size with one network.
    package struct Phase: Hashable, Sendable {
        /// The side of the square input, in pixels.
        package var inputSide: Int
        /// Passes through the training examples.
        package var epochs: Int
        /// How deep and wide the network is; it grows from phase to phase.
        package var network: NetworkSize

        /// States a phase.
        package init(inputSide: Int, epochs: Int, network: NetworkSize = .resNet50) {
            self.inputSide = inputSide
            self.epochs = epochs
            self.network = network
        }
    }

    /// What all randomness of the run is drawn from.
    package var seed: UInt64
    /// The input sizes and networks, in order; the last are the model's.
    package var phases: [Phase]
    /// Images a step.
    package var batch: Int
    /// The parts that a batch is computed and normalised in; see ``TrainingNetwork``.
    package var shards: Int
    /// The learning rate over all phases together.
    package var schedule: LearningRateSchedule
    /// The update rule.
    package var optimizer: StochasticGradientDescent
    /// How much of each target is spread over all classes, 0…1.
    package var labelSmoothing: Float
    /// What share of each target other models give; nil where all of it is the label.
    package var distillation: Distillation?
    /// What remains of the averaged weights at each step; nil keeps no average.
    package var averageDecay: Double?
    /// Which images an epoch leaves out; nil leaves out none.
    package var dataPruning: DataPruning?
    /// How steps look around themselves; nil where they do not.
    package var sharpness: SharpnessAwareness?
    /// How images are varied.
    package var augmentation: Augmentation
    /// How images are mixed with one another.
    package var mixing: Mixing
    /// The number format of the kernels.
    package var precision: ElementType
    /// What is subtracted from each channel of the input, which is 0…1.
    package var mean: [Float]
    /// What each channel is divided by afterwards.
    package var standardDeviation: [Float]

    /// States hyper-parameters.
    package init(
        seed: UInt64,
        phases: [Phase],
        batch: Int,
        shards: Int,
        schedule: LearningRateSchedule,
        optimizer: StochasticGradientDescent,
        labelSmoothing: Float,
        distillation: Distillation? = nil,
        averageDecay: Double?,
        dataPruning: DataPruning? = nil,
        sharpness: SharpnessAwareness? = nil,
        augmentation: Augmentation,
        mixing: Mixing,
        precision: ElementType,
        mean: [Float],
        standardDeviation: [Float]
    ) {
        self.seed = seed
        self.phases = phases
        self.batch = batch
        self.shards = shards
        self.schedule = schedule
        self.optimizer = optimizer
        self.labelSmoothing = labelSmoothing
        self.distillation = distillation
        self.averageDecay = averageDecay
        self.dataPruning = dataPruning
        self.sharpness = sharpness
        self.augmentation = augmentation
        self.mixing = mixing
        self.precision = precision
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// Whether the network takes input of this side, in pixels.
    package static func isInputSide(_ side: Int) -> Bool {
        Architecture.inputSides.contains(side)
    }

    /// Passes through the training examples in all phases together.
    package var epochs: Int { phases.map(\.epochs).reduce(0, +) }

    /// The phase of an epoch, counted from 0.
    ///
    /// - Precondition: The run has that epoch.
    package func phase(ofEpoch epoch: Int) -> Phase {
        var end = 0
        for phase in phases {
            end += phase.epochs
            if epoch < end { return phase }
        }
        preconditionFailure("a run has as many epochs as its phases")
    }

    /// How far uphill the steps of an epoch, counted from 0, take their gradients; nil where they do
    /// not.
    package func sharpnessRadius(inEpoch epoch: Int) -> Float? {
        sharpness.flatMap { $0.applies(inEpoch: epoch, of: epochs) ? $0.radius : nil }
    }

    /// The share of the averaged weights that moves to the current ones after `step` steps, when
    /// that is done every `interval` steps.
    ///
    /// The average begins short, so that the first weights are soon forgotten.
    package func averageWeight(afterStep step: Int, interval: Int) -> Float? {
        averageDecay.map { decay in
            let warm = min(decay, Double(1 + step) / Double(10 + step))
            var kept = 1.0
            for _ in 0..<interval { kept *= warm }
            return Float(1 - kept)
        }
    }
}
