import Datasets
import OneDNN

/// A set of hyper-parameters with a name.
package enum Recipe: String, Hashable, Sendable, CaseIterable {
    /// From random weights: small images first, then larger ones, one cycle of the learning rate.
    case scratch
    /// The project's starting point: five epochs at 224×224 from ImageNet's weights.
    case seed

    /// The recipe's hyper-parameters; `statistics` are of the images to train on.
    package func hyperparameters(_ statistics: ChannelStatistics) -> Hyperparameters {
        switch self {
        case .scratch:
            Hyperparameters(
                seed: 1,
                phases: [
                    .init(inputSide: 64, epochs: 20), .init(inputSide: 128, epochs: 14),
                    .init(inputSide: 224, epochs: 3),
                ],
                batch: 64,
                shards: 2,
                schedule: LearningRateSchedule(shape: .linear, peak: 0.1, warmup: 0.08),
                optimizer: StochasticGradientDescent(weightDecay: 5e-4, clipNorm: 5),
                labelSmoothing: 0.1,
                averageDecay: 0.998,
                augmentation: .overhead,
                mixing: .none,
                precision: Processor.multipliesBfloat16 ? .bfloat16 : .float32,
                mean: statistics.mean,
                standardDeviation: statistics.standardDeviation
            )
        case .seed:
            Hyperparameters(
                seed: 1,
                phases: [.init(inputSide: 224, epochs: 5)],
                batch: 32,
                shards: 1,
                schedule: LearningRateSchedule(shape: .constant, peak: 0.001, warmup: 0),
                optimizer: StochasticGradientDescent(momentum: 0.9, nesterov: false),
                labelSmoothing: 0,
                averageDecay: nil,
                augmentation: .none,
                mixing: .none,
                precision: .float32,
                mean: [0.485, 0.456, 0.406],
                standardDeviation: [0.229, 0.224, 0.225]
            )
        }
    }
}
