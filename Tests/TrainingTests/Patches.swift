import Datasets
import Foundation
import ImageCodecs
import OneDNN
import ResNet
import Training
import Randomness

/// Small data sets that a test makes itself.
enum Patches {
    /// A network that takes a step in milliseconds.
    static let network = NetworkSize("1-1-1-1/16") ?? .resNet50

    /// Seeded noise of `side × side` pixels, with labels that have nothing to do with it.
    static func noise(count: Int, classes: Int, side: Int = 32) -> Dataset {
        var generator = SeededGenerator(seed: 5)
        return Dataset(
            classNames: (0..<classes).map { "Class\($0)" },
            examples: (0..<count).map { index in
                let pixels = (0..<side * side * 3).map { _ in
                    UInt8(truncatingIfNeeded: generator.next())
                }
                return Example(
                    name: "Class\(index % classes)/\(index).png",
                    classIndex: index % classes,
                    image: RGBImage(width: side, height: side, pixels: pixels)
                )
            }
        )
    }

    /// Hyper-parameters for runs of seconds.
    static func hyperparameters(
        epochs: Int,
        batch: Int = 8,
        phases: [Hyperparameters.Phase]? = nil
    ) -> Hyperparameters {
        Hyperparameters(
            seed: 3,
            phases: phases ?? [.init(inputSide: 32, epochs: epochs)],
            batch: batch,
            shards: 2,
            schedule: LearningRateSchedule(shape: .linear, peak: 0.02, warmup: 0.2),
            optimizer: StochasticGradientDescent(weightDecay: 1e-4, clipNorm: 5),
            labelSmoothing: 0.1,
            averageDecay: 0.9,
            augmentation: .overhead,
            mixing: Mixing(mixupProbability: 0.3, cutmixProbability: 0.3, mixupAlpha: 0.2),
            precision: .float32,
            mean: [0.5, 0.5, 0.5],
            standardDeviation: [0.3, 0.3, 0.3]
        )
    }
}

/// A folder that is gone after its test.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "landcover-training-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
