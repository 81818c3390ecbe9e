package import ResNet

/// Something that happens in the course of a training.
package enum FitEvent: Sendable {
    /// It begins, or goes on, at a position.
    case began(TrainingRun.Position, stepsInEpoch: Int)
    /// A step was taken, of as many as the epoch has.
    case step(
        TrainingRun.Position,
        of: Int,
        TrainingRun.Tally,
        TrainingRun.StepReport,
        inputSide: Int
    )
    /// An epoch was finished and judged.
    case epoch(EpochSummary)
    /// The model was written, for it is the best so far.
    case model(path: String, accuracy: Double)
    /// A checkpoint was written.
    case checkpoint(path: String)
}

/// How an epoch went.
package struct EpochSummary: Hashable, Sendable {
    /// The epoch, counted from 1.
    package let epoch: Int
    /// Steps taken in all.
    package let step: Int
    /// The input's side, in pixels.
    package let inputSide: Int
    /// How deep and wide the network is.
    package let network: NetworkSize
    /// The rate of the last step.
    package let learningRate: Float
    /// The mean loss of its steps, on varied images and smoothed targets.
    package let trainLoss: Double
    /// The share of training images answered right, 0…1.
    package let trainAccuracy: Double
    /// The mean cross-entropy of the validation images.
    package let validationLoss: Double
    /// The share of validation images answered right, 0…1.
    package let validationAccuracy: Double
    /// The pace of training, validation excluded.
    package let imagesPerSecond: Double
    /// How long the run has taken so far, in seconds, pauses excluded.
    package let seconds: Double
}
