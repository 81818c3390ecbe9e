import ArgumentParser
import Datasets
import enum OneDNN.ElementType
import Training

extension Recipe: ExpressibleByArgument {}
extension LearningRateSchedule.Shape: ExpressibleByArgument {}
extension StochasticGradientDescent.DecayKind: ExpressibleByArgument {}

/// The ways to vary images, by name.
enum AugmentationName: String, ExpressibleByArgument, CaseIterable {
    case none
    case overhead

    /// What the name stands for.
    var augmentation: Augmentation {
        switch self {
        case .none: .none
        case .overhead: .overhead
        }
    }
}

/// The number formats that training computes in.
enum TrainingPrecision: String, ExpressibleByArgument, CaseIterable {
    case f32
    case bf16

    /// oneDNN's name of it.
    var elementType: ElementType {
        switch self {
        case .f32: .float32
        case .bf16: .bfloat16
        }
    }
}
