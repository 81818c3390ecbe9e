import ArgumentParser
import Datasets
import enum OneDNN.ElementType
import ResNet
import Training

extension Recipe: ExpressibleByArgument {}
extension LearningRateSchedule.Shape: ExpressibleByArgument {}
extension StochasticGradientDescent.DecayKind: ExpressibleByArgument {}

/// The ways to vary images, by name.
enum AugmentationName: String, ExpressibleByArgument, CaseIterable {
    case none
    case overhead
    case gentle

    /// What the name stands for.
    var augmentation: Augmentation {
        switch self {
        case .none: .none
        case .overhead: .overhead
        case .gentle: .gentle
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

extension Hyperparameters.Phase {
    /// Reads a description, such as `64:20` or `64:20@1-2-2-2/32`; nil for what is none.
    init?(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ":", omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard numbers.count == 2, let side = numbers[0], let epochs = numbers[1], epochs > 0,
            Hyperparameters.isInputSide(side)
        else { return nil }
        guard parts.count == 2 else {
            self.init(inputSide: side, epochs: epochs)
            return
        }
        guard let network = NetworkSize(String(parts[1])) else { return nil }
        self.init(inputSide: side, epochs: epochs, network: network)
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
