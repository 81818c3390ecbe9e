package import Datasets
package import ResNet

/// What other models answer to the training images, for ``Distillation``.
package struct TeacherAnswers: Hashable, Sendable {
    /// The mean of the teachers' distributions over the classes for each image, `[N, K]`, row-major.
    package let distributions: [Float]
    /// K.
    package let classCount: Int

    /// Goes on with what an earlier process has been told.
    package init(distributions: [Float], classCount: Int) {
        precondition(distributions.count.isMultiple(of: classCount), "each image has every class")
        self.distributions = distributions
        self.classCount = classCount
    }

    /// Asks models, one after another.
    ///
    /// - Parameters:
    ///   - teachers: Their files. Each prepares images in its own way and divides its logits by its
    ///     own temperature, as when it is served.
    ///   - dataset: The images.
    ///   - indices: Which of them are trained on.
    ///   - precision: The number format to compute in.
    ///   - progress: Told which model is at work and what share of the images it has answered, 0…1.
    /// - Throws: ``TrainingError`` when a model cannot be read or run, or knows other classes.
    package init(
        of teachers: [String],
        to dataset: Dataset,
        _ indices: [Int],
        precision: Precision,
        progress: (_ teacher: String, _ share: Double) -> Void = { _, _ in }
    ) throws(TrainingError) {
        let classCount = dataset.classNames.count
        var sums = [Float](repeating: 0, count: indices.count * classCount)
        for teacher in teachers {
            let (checkpoint, metadata) = try Self.open(teacher, classNames: dataset.classNames)
            let rows: [[Float]]
            do throws(ModelError) {
                var inference = try BatchInference(
                    checkpoint,
                    checkpoint.architecture,
                    metadata: metadata,
                    batch: min(Self.batch, indices.count),
                    precision: precision
                )
                rows = try inference.logits(
                    count: indices.count,
                    image: { dataset.examples[indices[$0]].image },
                    progress: { progress(teacher, Double($0) / Double(indices.count)) }
                )
            } catch {
                throw .model(error)
            }
            for (index, share) in rows.flatMap(metadata.probabilities).enumerated() {
                sums[index] += share / Float(teachers.count)
            }
        }
        self.init(distributions: sums, classCount: classCount)
    }

    /// Opens a model that knows these classes.
    private static func open(
        _ teacher: String,
        classNames: [String]
    ) throws(TrainingError) -> (Checkpoint, ModelMetadata) {
        let checkpoint: Checkpoint
        let metadata: ModelMetadata
        do throws(ModelError) {
            checkpoint = try Checkpoint(path: teacher)
            metadata = try checkpoint.modelMetadata()
        } catch {
            throw .model(error)
        }
        guard metadata.classNames == classNames else {
            throw .data(
                reason: "the teacher \(teacher) tells "
                    + "\(metadata.classNames.joined(separator: ", ")) apart, but the images are of "
                    + "\(classNames.joined(separator: ", ")); "
                    + "name one that knows the same classes in the same order"
            )
        }
        return (checkpoint, metadata)
    }

    /// Images a run, at most.
    private static let batch = 64

    /// The distributions of some of the training images, numbered from 0.
    func rows(_ examples: some Sequence<Int>) -> [Float] {
        examples.flatMap { distributions[$0 * classCount..<($0 + 1) * classCount] }
    }
}
