import Datasets
import ResNet

/// What a network makes of images that it does not learn from.
struct Validation: Hashable {
    /// The mean cross-entropy.
    let loss: Double
    /// The share that is answered right, 0…1.
    let accuracy: Double

    /// Images a run, at most.
    private static let batch = 64

    /// Judges a network by the same code that serves it.
    ///
    /// - Parameters:
    ///   - parameters: Its weights.
    ///   - architecture: Its table.
    ///   - metadata: Its input size and preprocessing.
    ///   - precision: The number format to compute in.
    ///   - dataset: The labelled images.
    ///   - indices: Which of them judge.
    /// - Throws: ``TrainingError`` when the network cannot be compiled or run.
    init(
        of parameters: ParameterSet,
        _ architecture: Architecture,
        metadata: ModelMetadata,
        precision: Precision,
        on dataset: Dataset,
        _ indices: [Int]
    ) throws(TrainingError) {
        do throws(ModelError) {
            var inference = try BatchInference(
                parameters,
                architecture,
                metadata: metadata,
                batch: min(Self.batch, indices.count),
                precision: precision
            )
            let rows = try inference.logits(
                count: indices.count,
                image: { dataset.examples[indices[$0]].image }
            )
            let targets = Targets(
                labels: indices.map { dataset.examples[$0].classIndex },
                classCount: architecture.classCount
            )
            let logits = rows.flatMap(\.self)
            var gradient = logits
            var unused = gradient.mutableSpan
            (loss, _) = SoftmaxCrossEntropy.evaluate(
                logits: logits.span,
                targets: targets,
                batch: rows.count,
                gradient: &unused
            )
            accuracy = Double(targets.agreement(with: logits.span)) / Double(rows.count)
        } catch {
            throw .model(error)
        }
    }
}
