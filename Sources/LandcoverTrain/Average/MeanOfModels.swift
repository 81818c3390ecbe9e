import ResNet
import TensorFiles

/// The mean of several models' weights, running statistics included (Wortsman and others 2022, "Model
/// soups").
struct MeanOfModels: ParameterSource {
    /// The network of each of them.
    let architecture: Architecture
    /// What the mean's file says of itself: what all models' files say, at temperature 1.
    let metadata: ModelMetadata

    private let checkpoints: [Checkpoint]

    /// Opens models.
    ///
    /// - Throws: `ModelError` when one is none; ``UnequalModels`` when one differs from the first in more
    ///   than its weights.
    /// - Precondition: There is one.
    init(_ paths: [String]) throws {
        var checkpoints: [Checkpoint] = []
        var all: [ModelMetadata] = []
        for path in paths {
            let checkpoint = try Checkpoint(path: path)
            var metadata = try checkpoint.modelMetadata()
            metadata.temperature = 1
            checkpoints.append(checkpoint)
            all.append(metadata)
        }
        guard let first = all.first else { preconditionFailure("a mean is of something") }
        for (path, metadata) in zip(paths, all) {
            guard let key = Self.difference(metadata, first) else { continue }
            throw UnequalModels(path: path, first: paths[0], key: key)
        }
        var mean = first
        mean.provenance = Self.provenance(of: all, paths)
        metadata = mean
        architecture = checkpoints[0].architecture
        self.checkpoints = checkpoints
    }

    /// How weights are stored: in bfloat16 if they are in every model.
    var precision: SafetensorsWriter.Precision {
        checkpoints.allSatisfy { $0.precision == .bfloat16 } ? .bfloat16 : .float32
    }

    /// The mean of one parameter, row-major.
    func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        var sums = [Double](repeating: 0, count: parameter.count)
        for checkpoint in checkpoints {
            for (index, value) in try checkpoint.values(of: parameter).enumerated() {
                sums[index] += Double(value)
            }
        }
        return sums.map { Float($0 / Double(checkpoints.count)) }
    }

    /// How far each model's kernels are from the mean's, as a share of the norm of all of these.
    func kernelDistances() throws(ModelError) -> [Double] {
        var squares = [Double](repeating: 0, count: checkpoints.count)
        var norm = 0.0
        for kernel in architecture.parameters where kernel.shape.count == 4 {
            let mean = try values(of: kernel)
            norm += mean.reduce(0) { $0 + Double($1) * Double($1) }
            for (place, checkpoint) in checkpoints.enumerated() {
                let values = try checkpoint.values(of: kernel)
                squares[place] += zip(values, mean).reduce(0) { sum, pair in
                    let difference = Double(pair.0) - Double(pair.1)
                    return sum + difference * difference
                }
            }
        }
        return squares.map { norm > 0 ? ($0 / norm).squareRoot() : 0 }
    }

    /// What a server must know and two models say differently, if anything.
    private static func difference(
        _ one: ModelMetadata,
        _ other: ModelMetadata
    ) -> ModelMetadata.Key? {
        let (strings, others) = (one.strings, other.strings)
        return ModelMetadata.Key.allCases.first { strings[$0.rawValue] != others[$0.rawValue] }
    }

    /// What all files say alike of where the model comes from, but no figure of one of them.
    private static func provenance(
        of all: [ModelMetadata],
        _ paths: [String]
    ) -> [String: String] {
        var common = all[0].provenance.filter { key, value in
            all.allSatisfy { $0.provenance[key] == value }
        }
        for key in ["accuracy", "calibration", "epoch", "validation_accuracy"] { common[key] = nil }
        common["mean_of"] = paths.joined(separator: ", ")
        let beginnings = all.compactMap(InitialWeights.init(of:))
        // Whoever began elsewhere than with random weights has taught the mean what those knew.
        let beginning = beginnings.first { !$0.areRandom } ?? beginnings.last
        common[InitialWeights.key] = beginning?.description
        return common
    }
}

/// Models of which there is no mean.
struct UnequalModels: Error, CustomStringConvertible {
    /// The path of one of them.
    let path: String
    /// The path of the first.
    let first: String
    /// What they say differently.
    let key: ModelMetadata.Key

    /// One sentence: what differs, and what would do.
    var description: String {
        "\(path) has another `\(key.rawValue)` than \(first); name models that differ in their weights "
            + "alone"
    }
}
