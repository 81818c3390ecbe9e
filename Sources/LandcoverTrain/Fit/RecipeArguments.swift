import ArgumentParser
import Datasets
import enum OneDNN.ElementType
import ResNet
import Training

extension NetworkSize: ExpressibleByArgument {}
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

/// Qualities of JPEG, such as `70-95`.
struct QualityRange: ExpressibleByArgument {
    /// From the lowest to the highest, each 1 to 100.
    let range: ClosedRange<Int>

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
        let bounds = parts.map { Int($0) }
        guard bounds.count == 2, let low = bounds[0], let high = bounds[1],
            1 <= low, low <= high, high <= 100
        else { return nil }
        range = low...high
    }
}
