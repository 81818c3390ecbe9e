import Datasets
import Foundation
import Landcover
import ResNet
import TensorFiles
import Testing
import Training

/// Targets that other models have a share in.
@Suite struct `distillation` {
    private static let architecture = Architecture(classCount: 3, size: Patches.network)

    @Test func `a target moves from the label towards the other distribution by its share`() {
        var targets = Targets(labels: [0, 2], classCount: 3, weights: [1, 5])
        targets.blend(with: [0.25, 0.5, 0.25, 0, 0, 1], share: 0.5)
        #expect(targets.values == [0.625, 0.25, 0.125, 0, 0, 1])
        #expect(targets.weights == [1, 5])
        targets.blend(with: [0, 1, 0, 1, 0, 0], share: 1)
        #expect(targets.values == [0, 1, 0, 1, 0, 0])
    }

    @Test func `teachers answer as they are served, and their mean counts`() throws {
        let folder = try TemporaryFolder()
        let dataset = Patches.noise(count: 10, classes: 3)
        let (sharp, soft) = (
            try Self.teacher(in: folder, seed: 1, temperature: 0.5),
            try Self.teacher(in: folder, seed: 2, temperature: 2)
        )
        let indices = [7, 2, 4]
        var shown: [String] = []
        let answers = try TeacherAnswers(
            of: [sharp, soft],
            to: dataset,
            indices,
            precision: .float32,
            progress: { teacher, share in
                shown.append(teacher)
                #expect((0...1).contains(share))
            }
        )
        #expect(shown == [sharp, soft])
        let expected = try zip(
            Self.probabilities(sharp, dataset, indices),
            Self.probabilities(soft, dataset, indices)
        ).map { ($0 + $1) / 2 }
        #expect(answers.distributions.count == 9)
        for (answer, wanted) in zip(answers.distributions, expected) {
            #expect(abs(answer - wanted) <= 1e-6)
        }
        #expect(Set(answers.distributions).count == 9)
    }

    @Test func `a batch's targets are the labels' and the teachers' of its images`() throws {
        let dataset = Patches.noise(count: 16, classes: 3)
        var hyperparameters = Patches.hyperparameters(epochs: 1)
        hyperparameters.mixing = .none
        hyperparameters.distillation = Distillation(share: 0.25, teachers: ["any"])
        // Of each image another one.
        let answers = TeacherAnswers(
            distributions: (0..<16).flatMap { index in
                let first = Float(index) / 16
                return [first, 1 - first, 0]
            },
            classCount: 3
        )
        let composer = BatchComposer(
            dataset,
            indices: Array(0..<16),
            hyperparameters,
            teaching: answers
        )
        let plan = EpochPlan(count: 16, seed: hyperparameters.seed, epoch: 0)
        var input = [Float](repeating: 0, count: 8 * 3 * 32 * 32)
        for batch in 0..<2 {
            var span = input.mutableSpan
            let targets = composer.compose(batch: batch, into: &span)
            for (row, example) in plan.examples[batch * 8..<batch * 8 + 8].enumerated() {
                let label = dataset.examples[example].classIndex
                for column in 0..<3 {
                    let smoothed: Float = (column == label ? 0.9 : 0) + 0.1 / 3
                    let answer = answers.distributions[example * 3 + column]
                    let wanted = 0.75 * smoothed + 0.25 * answer
                    #expect(abs(targets.values[row * 3 + column] - wanted) <= 1e-6)
                }
            }
        }
    }

    @Test func `a teacher of other classes is refused by name`() throws {
        let folder = try TemporaryFolder()
        let classes = ["X", "Y", "Z"]
        let teacher = try Self.teacher(in: folder, seed: 1, temperature: 1, classes: classes)
        let error = #expect(throws: TrainingError.self) {
            try TeacherAnswers(
                of: [teacher],
                to: Patches.noise(count: 4, classes: 3),
                [0, 1],
                precision: .float32
            )
        }
        let description = try #require(error?.description)
        #expect(description.contains(teacher) && description.contains("X, Y, Z"))
        #expect(description.contains("Class0, Class1, Class2"))
    }

    private static func probabilities(
        _ teacher: String,
        _ dataset: Dataset,
        _ indices: [Int]
    ) throws -> [Float] {
        let checkpoint = try Checkpoint(path: teacher)
        let metadata = try checkpoint.modelMetadata()
        var classifier = try Classifier(checkpoint, metadata: metadata)
        var probabilities: [Float] = []
        for index in indices {
            classifier.load(dataset.examples[index].image)
            probabilities += try classifier.predict().map(\.probability)
        }
        return probabilities
    }

    /// A model whose weights nobody trained.
    private static func teacher(
        in folder: TemporaryFolder,
        seed: UInt64,
        temperature: Float,
        classes: [String] = ["Class0", "Class1", "Class2"]
    ) throws -> String {
        let path = "\(folder.path)/\(UUID().uuidString).safetensors"
        let metadata = ModelMetadata(
            network: architecture.size,
            classNames: classes,
            inputSide: 32,
            temperature: temperature
        )
        try Initialization(architecture, seed: seed)
            .writeModel(architecture, to: path, metadata: metadata, precision: .float32)
        return path
    }
}
