import ResNet
import Training

/// Where a model's first weights came from, in words that travel in its metadata: `random`,
/// `resnet50.pth`, or `random, then first.safetensors` for what went on from an earlier model or from
/// a run's checkpoint.
struct InitialWeights {
    /// The metadata's key.
    static let key = "initial_weights"

    /// The words.
    let description: String

    private static let random = "random"

    /// Describes a run's beginning: random weights, or those of the file that is given.
    init(given path: String?) {
        guard let path else {
            description = Self.random
            return
        }
        let earlier = (try? EarlierWeights(path: path))?.metadata.flatMap(Self.init(of:))
        description = earlier.map { "\($0.description), then \(path)" } ?? path
    }

    /// Reads a model's metadata; nil where they do not say.
    init?(of metadata: ModelMetadata) {
        guard let description = metadata.provenance[Self.key] else { return nil }
        self.description = description
    }

    /// Whether nothing but the data taught the model, in one run or several.
    var areRandom: Bool {
        description == Self.random || description.hasPrefix("\(Self.random), then ")
    }
}
