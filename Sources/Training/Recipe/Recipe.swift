import Datasets
import OneDNN
import ResNet

/// A set of hyper-parameters with a name.
package enum Recipe: String, Hashable, Sendable, CaseIterable {
    /// From random weights: small images first, then larger ones, and a small network that becomes
    /// ResNet-50 for the last of its way, with one rise and fall of the learning rate.
    case scratch
    /// On from an earlier model at 224×224, as `scratch` ends.
    case finetune
    /// The project's starting point: five epochs at 224×224 from ImageNet's weights.
    case seed

    /// Whether it goes on from weights that somebody has to give.
    package var needsInitialWeights: Bool { self != .scratch }

    /// What its epochs leave out, or `nil` if they have all images.
    package var dataPruning: DataPruning? {
        switch self {
        case .scratch, .finetune: DataPruning(probability: 0.65, until: 1)
        case .seed: nil
        }
    }

    /// The recipe's hyper-parameters; `statistics` are of the images to train on.
    package func hyperparameters(_ statistics: ChannelStatistics) -> Hyperparameters {
        switch self {
        case .scratch:
            orthogonalizing(
                [
                    .init(inputSide: 64, epochs: 3, network: .small),
                    .init(inputSide: 96, epochs: 3, network: .small),
                    .init(inputSide: 128, epochs: 20, network: .small),
                    .init(inputSide: 224, epochs: 16, network: .small),
                    .init(inputSide: 224, epochs: 2),
                ],
                peak: 0.1,
                .overhead,
                statistics
            )
        case .finetune:
            orthogonalizing([.init(inputSide: 224, epochs: 4)], peak: 0.02, .gentle, statistics)
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
                dataPruning: dataPruning,
                augmentation: .none,
                mixing: .none,
                precision: .float32,
                mean: [0.485, 0.456, 0.406],
                standardDeviation: [0.229, 0.224, 0.225]
            )
        }
    }

    /// What the recipes of our own have in common: kernels move along their orthogonalised momentum,
    /// and each image is varied as one from above may be.
    private func orthogonalizing(
        _ phases: [Hyperparameters.Phase],
        peak: Float,
        _ augmentation: Augmentation,
        _ statistics: ChannelStatistics
    ) -> Hyperparameters {
        Hyperparameters(
            seed: 1,
            phases: phases,
            batch: 64,
            shards: 2,
            schedule: LearningRateSchedule(
                shape: .linear,
                peak: peak,
                warmup: 0.05,
                final: 0.03
            ),
            optimizer: StochasticGradientDescent(weightDecay: 5e-4, clipNorm: 5, muonShare: 0.3),
            labelSmoothing: 0.1,
            averageDecay: 0.995,
            dataPruning: dataPruning,
            augmentation: augmentation,
            mixing: .none,
            precision: Processor.isFasterInBfloat16 ? .bfloat16 : .float32,
            mean: statistics.mean,
            standardDeviation: statistics.standardDeviation
        )
    }
}
