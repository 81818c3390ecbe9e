import Datasets
import Evaluation
import ImageCodecs
import ResNet

/// A model that answers for images whose classes are known.
struct ModelUnderTest: ~Copyable {
    /// How the model is asked.
    struct Settings {
        /// The side of the square input in pixels; nil for the model's own.
        var inputSide: Int?
        /// The versions of each image whose logits are averaged.
        var symmetries: [SquareSymmetry] = [.identity]
        /// Images a run.
        var batch = 32
        /// The number format to compute in.
        var precision = Precision.float32
    }

    /// The file.
    let checkpoint: Checkpoint

    /// What the file says of itself, with the input size that is really used.
    let metadata: ModelMetadata

    private let symmetries: [SquareSymmetry]
    private var inference: BatchInference

    /// Opens and compiles the model at `path`.
    init(path: String, settings: Settings = Settings()) throws(ModelError) {
        let checkpoint = try Checkpoint(path: path)
        var metadata = try checkpoint.modelMetadata()
        metadata.inputSide = settings.inputSide ?? metadata.inputSide
        inference = try BatchInference(
            checkpoint,
            checkpoint.architecture,
            metadata: metadata,
            batch: settings.batch,
            precision: settings.precision
        )
        symmetries = settings.symmetries
        self.checkpoint = checkpoint
        self.metadata = metadata
    }

    /// Computes the answer for every image of a data set, telling how far it is.
    ///
    /// - Parameters:
    ///   - dataset: Images of the model's classes.
    ///   - perturbation: What is done to each image before; nil for nothing.
    /// - Returns: An outcome an image, in the order of the data set; with several symmetries its
    ///   logits are their mean.
    /// - Throws: ``ModelError`` when a kernel fails, `ImageError` when an image cannot be disturbed.
    mutating func outcomes(
        for dataset: Dataset,
        under perturbation: Perturbation? = nil
    ) throws -> [Outcome] {
        let examples = dataset.examples
        let images = try examples.map { example in
            try perturbation?.apply(to: example.image) ?? example.image
        }
        let progress = ProgressLine(label: perturbation?.rawValue ?? "judging")
        defer { progress.clear() }
        let versionCount = symmetries.count
        var sums = [[Float]](
            repeating: [Float](repeating: 0, count: dataset.classNames.count),
            count: images.count
        )
        for (round, symmetry) in symmetries.enumerated() {
            let logits = try inference.logits(
                count: images.count,
                image: { symmetry.apply(to: images[$0]) },
                progress: { done in
                    let share = Double(done) / Double(images.count)
                    progress.show((Double(round) + share) / Double(versionCount))
                }
            )
            for (index, row) in logits.enumerated() {
                for (label, logit) in row.enumerated() { sums[index][label] += logit }
            }
        }
        return zip(examples, sums).map { example, sum in
            Outcome(
                name: example.name,
                label: example.classIndex,
                logits: sum.map { $0 / Float(versionCount) }
            )
        }
    }

    /// Computes the answers for every version of the images.
    ///
    /// - Parameters:
    ///   - dataset: Images of the model's classes.
    ///   - clean: The answers for the images as they are.
    /// - Returns: The comparison.
    /// - Throws: As ``outcomes(for:under:)`` does.
    mutating func robustness(on dataset: Dataset, clean: [Outcome]) throws -> Robustness {
        var disturbed: [(name: String, outcomes: [Outcome])] = []
        for perturbation in Perturbation.allCases {
            let outcomes = try outcomes(for: dataset, under: perturbation)
            disturbed.append((perturbation.rawValue, outcomes))
        }
        return try Robustness(clean: clean, disturbed: disturbed)
    }
}
