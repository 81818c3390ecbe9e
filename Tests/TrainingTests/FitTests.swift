import Datasets
import Foundation
import OneDNN
import ResNet
import TensorFiles
import Testing
import Training

/// Whole runs on data sets that a test makes itself.
@Suite(.serialized) struct `fitting` {
    private static let phases: [[Hyperparameters.Phase]] = [
        [
            .init(inputSide: 32, epochs: 2, network: Patches.network),
            .init(inputSide: 64, epochs: 1, network: Patches.network),
        ],
        ["1-1-1-1/16", "2-1-1-1/32", "2-2-1-1/32"].compactMap(NetworkSize.init)
            .map { .init(inputSide: 32, epochs: 1, network: $0) },
    ]

    @Test(
        arguments: phases,
        [
            (muonShare: nil, sharpness: nil), (0.4, nil),
            (0.4, SharpnessAwareness(radius: 0.5, from: 0.34)),
        ] as [(muonShare: Float?, sharpness: SharpnessAwareness?)]
    )
    func `a run that was stopped and resumed ends byte for byte like one that was not`(
        phases: [Hyperparameters.Phase],
        steps: (muonShare: Float?, sharpness: SharpnessAwareness?)
    ) throws {
        // Three steps an epoch, the third of which is at another input size or with another
        // network: the run is stopped at the end of an epoch, within one, and after the change.
        let dataset = Patches.noise(count: 40, classes: 3)
        var hyperparameters = Patches.hyperparameters(epochs: 3, phases: phases)
        hyperparameters.optimizer.muonShare = steps.muonShare
        hyperparameters.sharpness = steps.sharpness
        let folder = try TemporaryFolder()
        let whole = try Run(dataset, hyperparameters, in: folder, named: "whole")
        #expect(try whole.go() == .finished)
        let parts = try Run(dataset, hyperparameters, in: folder, named: "parts")
        #expect(try parts.go(stoppingAfter: 3) == .stopped)
        #expect(try parts.resume(stoppingAfter: 2) == .stopped)
        #expect(try parts.resume(stoppingAfter: 2) == .stopped)
        #expect(try parts.resume() == .finished)

        #expect(parts.losses == whole.losses)
        #expect(parts.losses.count == 9)
        #expect(parts.summaries.map(\.validationLoss) == whole.summaries.map(\.validationLoss))
        let (first, second) = (try whole.checkpoint(), try parts.checkpoint())
        for role in ParameterRole.allCases {
            for parameter in Architecture(classCount: 3, size: phases[phases.count - 1].network)
                .parameters
            where role != .momentum || !parameter.name.contains("running_") {
                #expect(
                    try first.parameters(as: role).values(of: parameter)
                        == second.parameters(as: role).values(of: parameter),
                    "\(role) of \(parameter.name)"
                )
            }
        }
        #expect(
            try Data(contentsOf: URL(filePath: whole.fit.files.model)).count
                == Data(contentsOf: URL(filePath: parts.fit.files.model)).count
        )
    }

    @Test func `a run that prunes its data can be resumed, too, and trains on fewer images`() throws
    {
        let dataset = Patches.noise(count: 80, classes: 3)
        var hyperparameters = Patches.hyperparameters(
            epochs: 4,
            phases: [.init(inputSide: 32, epochs: 4, network: Patches.network)]
        )
        hyperparameters.dataPruning = DataPruning(probability: 0.7, until: 0.75)
        let folder = try TemporaryFolder()
        let whole = try Run(dataset, hyperparameters, in: folder, named: "whole")
        #expect(try whole.go() == .finished)
        let parts = try Run(dataset, hyperparameters, in: folder, named: "parts")
        // Within the first epoch, which is whole, within the second, at its end or soon after.
        #expect(try parts.go(stoppingAfter: 5) == .stopped)
        #expect(try parts.resume(stoppingAfter: 5) == .stopped)
        #expect(try parts.resume(stoppingAfter: 3) == .stopped)
        #expect(try parts.resume() == .finished)
        #expect(parts.losses == whole.losses)
        #expect(parts.summaries.map(\.validationLoss) == whole.summaries.map(\.validationLoss))
        #expect(parts.summaries.map(\.learningRate) == whole.summaries.map(\.learningRate))
        let ends = whole.summaries.map(\.step)
        let steps = zip(ends, [0] + ends).map { $0 - $1 }
        #expect(steps[0] == 8 && steps[3] == 8)
        #expect(steps[1] < 8 && steps[2] < 8, "steps: \(steps)")

        hyperparameters.dataPruning?.probability = 0.5
        let other = try Run(dataset, hyperparameters, in: folder, named: "parts")
        let error = #expect(throws: TrainingError.self) { try other.resume() }
        #expect(error?.description.contains("data_pruning was 0.7") == true)
    }

    @Test func `a run with teachers is resumed without them`() throws {
        let dataset = Patches.noise(count: 40, classes: 3)
        var hyperparameters = Patches.hyperparameters(
            epochs: 2,
            phases: [.init(inputSide: 32, epochs: 2, network: Patches.network)]
        )
        let folder = try TemporaryFolder()
        let teacher = try Run(dataset, hyperparameters, in: folder, named: "teacher")
        #expect(try teacher.go() == .finished)

        hyperparameters.distillation = Distillation(
            share: 0.7,
            teachers: [teacher.fit.files.model]
        )
        func start(_ run: Run) throws -> Fit.Start {
            .weights(
                Initialization(run.fit.firstArchitecture, seed: 2),
                teaching: try run.fit.askTeachers { _, _ in }
            )
        }
        let whole = try Run(dataset, hyperparameters, in: folder, named: "whole")
        #expect(try whole.go(from: start(whole), nil) == .finished)
        let parts = try Run(dataset, hyperparameters, in: folder, named: "parts")
        #expect(try parts.go(from: start(parts), 3) == .stopped)
        try FileManager.default.removeItem(atPath: teacher.fit.files.model)
        #expect(try parts.resume() == .finished)
        #expect(parts.losses == whole.losses)
        #expect(parts.summaries.map(\.validationLoss) == whole.summaries.map(\.validationLoss))
        #expect(whole.losses != teacher.losses)

        // Another run with the same teachers need not ask them again.
        let earlier = try EarlierWeights(path: parts.fit.files.checkpoint)
        let next = try Run(dataset, hyperparameters, in: folder, named: "next")
        let answers = try #require(try earlier.teacherAnswers(for: next.fit))
        #expect(answers.distributions.count == next.fit.split.training.count * 3)

        hyperparameters.distillation?.share = 0.5
        let other = try Run(dataset, hyperparameters, in: folder, named: "parts")
        let error = #expect(throws: TrainingError.self) { try other.resume() }
        #expect(error?.description.contains("distillation was 0.7") == true)
        #expect(try earlier.teacherAnswers(for: other.fit) == nil)
    }

    @Test(arguments: [nil, 0.9] as [Double?])
    func `a run can begin with what another has averaged, and leaves out what that one knew`(
        averageDecay: Double?
    ) throws {
        let dataset = Patches.noise(count: 80, classes: 3)
        var hyperparameters = Patches.hyperparameters(
            epochs: 3,
            phases: [.init(inputSide: 32, epochs: 3, network: Patches.network)]
        )
        hyperparameters.averageDecay = averageDecay
        hyperparameters.dataPruning = DataPruning(probability: 0.7, until: 1)
        let folder = try TemporaryFolder()
        let first = try Run(dataset, hyperparameters, in: folder, named: "first")
        #expect(try first.go(stoppingAfter: 10) == .stopped)
        let checkpoint = try first.checkpoint()
        let earlier = try EarlierWeights(path: first.fit.files.checkpoint)
        let role: ParameterRole = averageDecay == nil ? .value : .average
        for parameter in Architecture(classCount: 3, size: Patches.network).parameters {
            #expect(
                try earlier.values(of: parameter)
                    == checkpoint.parameters(as: role).values(of: parameter)
            )
        }

        hyperparameters.mixing.cutmixProbability = 0.5
        hyperparameters.seed = 7
        let second = try Run(dataset, hyperparameters, in: folder, named: "second")
        let count = second.fit.split.training.count
        let losses = try #require(try earlier.exampleLosses(for: second.fit))
        #expect(losses.latest == (try checkpoint.exampleLosses(count: count)).latest)
        #expect(try second.go(from: .weights(earlier, losses: losses), 1) == .stopped)
        // Eight steps an epoch without.
        #expect(second.stepsInFirstEpoch < 8)

        // Of other images, of other targets and of models, nothing is known.
        hyperparameters.labelSmoothing = 0.2
        let softer = try Run(dataset, hyperparameters, in: folder, named: "softer")
        #expect(try earlier.exampleLosses(for: softer.fit) == nil)
        hyperparameters.labelSmoothing = 0.1
        let other = try Run(
            dataset,
            hyperparameters,
            in: folder,
            named: "other",
            provenance: [Fit.dataKey: "others"]
        )
        #expect(try earlier.exampleLosses(for: other.fit) == nil)
        let fewer = try Run(
            Patches.noise(count: 60, classes: 3),
            hyperparameters,
            in: folder,
            named: "fewer"
        )
        #expect(try earlier.exampleLosses(for: fewer.fit) == nil)
        #expect(try first.resume() == .finished)
        let model = try EarlierWeights(path: first.fit.files.model)
        #expect(try model.exampleLosses(for: second.fit) == nil)
    }

    @Test func `64 images of noise are learnt by heart`() throws {
        let dataset = Patches.noise(count: 64, classes: 10)
        var hyperparameters = Patches.hyperparameters(epochs: 60, batch: 16)
        hyperparameters.augmentation = .none
        hyperparameters.mixing = .none
        hyperparameters.labelSmoothing = 0
        hyperparameters.schedule.peak = 0.05
        hyperparameters.optimizer.weightDecay = 0
        let composer = BatchComposer(dataset, indices: Array(0..<64), hyperparameters)
        let architecture = Architecture(classCount: 10)
        var run = try TrainingRun.beginning(
            classCount: 10,
            hyperparameters,
            composer,
            with: Initialization(architecture, seed: 1)
        )
        var accuracies: [Double] = []
        while !run.isFinished, accuracies.last != 1 {
            while !run.isEpochDone { _ = try run.step() }
            accuracies.append(run.tally.accuracy)
            try run.beginNextEpoch()
        }
        #expect(accuracies.last == 1, "the last epochs had \(accuracies.suffix(5))")
        #expect(accuracies[0] < 0.6)
    }

    @Test func `a loss that is not a number ends the run and leaves the last checkpoint`() throws {
        let dataset = Patches.noise(count: 40, classes: 3)
        var hyperparameters = Patches.hyperparameters(epochs: 2)
        let folder = try TemporaryFolder()
        let run = try Run(dataset, hyperparameters, in: folder, named: "run")
        #expect(try run.go(stoppingAfter: 2) == .stopped)
        let before = try Data(contentsOf: URL(filePath: run.fit.files.checkpoint))

        hyperparameters.schedule = LearningRateSchedule(shape: .constant, peak: 1e30, warmup: 0)
        hyperparameters.optimizer.clipNorm = nil
        let wild = try Run(dataset, hyperparameters, in: folder, named: "run")
        let error = #expect(throws: TrainingError.self) { try wild.go() }
        guard case .diverged(let step, _) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(step > 0 && step < 10)
        #expect(error?.description.contains("--learning-rate") == true)
        #expect(try Data(contentsOf: URL(filePath: run.fit.files.checkpoint)) == before)
    }

    @Test func `a checkpoint of another recipe is refused with the difference`() throws {
        let dataset = Patches.noise(count: 40, classes: 3)
        let folder = try TemporaryFolder()
        let run = try Run(
            dataset,
            Patches.hyperparameters(epochs: 2),
            in: folder,
            named: "run"
        )
        #expect(try run.go(stoppingAfter: 1) == .stopped)
        let other = try Run(
            dataset,
            Patches.hyperparameters(epochs: 3),
            in: folder,
            named: "run"
        )
        let error = #expect(throws: TrainingError.self) { try other.resume() }
        #expect(error?.description.contains("phases was 32:2, not 32:3") == true)
    }

    @Test func `a model is no checkpoint`() throws {
        let folder = try TemporaryFolder()
        let run = try Run(
            Patches.noise(count: 40, classes: 3),
            Patches.hyperparameters(epochs: 1),
            in: folder,
            named: "run"
        )
        #expect(try run.go() == .finished)
        #expect(throws: TrainingError.self) { try TrainingCheckpoint(path: run.fit.files.model) }
    }

    @Test func `a folder that cannot be written to is named, and what was there remains`() throws {
        let folder = try TemporaryFolder()
        let run = try Run(
            Patches.noise(count: 40, classes: 3),
            Patches.hyperparameters(epochs: 1),
            in: folder,
            named: "missing/run"
        )
        let error = #expect(throws: TrainingError.self) { try run.go(stoppingAfter: 1) }
        #expect(error?.description.contains("missing/run.checkpoint") == true)
    }

    @Test func `fewer images than a batch takes are refused`() throws {
        let folder = try TemporaryFolder()
        let run = try Run(
            Patches.noise(count: 8, classes: 2),
            Patches.hyperparameters(epochs: 1, batch: 16),
            in: folder,
            named: "run"
        )
        let error = #expect(throws: TrainingError.self) { try run.go() }
        #expect(error?.description.contains("--batch") == true)
    }
}

/// A training in a folder, and what was seen of it.
private final class Run {
    let fit: Fit
    private(set) var losses: [Float] = []
    private(set) var summaries: [EpochSummary] = []
    private(set) var stepsInFirstEpoch = 0

    init(
        _ dataset: Dataset,
        _ hyperparameters: Hyperparameters,
        in folder: TemporaryFolder,
        named name: String,
        provenance: [String: String] = [:]
    ) throws {
        fit = Fit(
            dataset,
            try DatasetSplit(of: dataset, validationShare: 0.2, seed: 1),
            hyperparameters,
            files: Fit.Files(model: "\(folder.path)/\(name)"),
            provenance: provenance,
            checkpointInterval: .seconds(3600)
        )
    }

    func go(stoppingAfter steps: Int? = nil) throws -> Fit.Ending {
        try go(from: .weights(Initialization(fit.firstArchitecture, seed: 2)), steps)
    }

    func resume(stoppingAfter steps: Int? = nil) throws -> Fit.Ending {
        try go(from: .checkpoint(try checkpoint()), steps)
    }

    func checkpoint() throws -> TrainingCheckpoint {
        try TrainingCheckpoint(path: fit.files.checkpoint)
    }

    func go(from start: Fit.Start, _ steps: Int?) throws -> Fit.Ending {
        var taken = 0
        return try fit.run(
            from: start,
            isStopping: { taken == steps },
            observe: { event in
                switch event {
                case .began(_, let stepsInEpoch):
                    self.stepsInFirstEpoch = stepsInEpoch
                case .step(_, _, _, let report, _):
                    taken += 1
                    self.losses.append(report.loss)
                case .epoch(let summary):
                    self.summaries.append(summary)
                default:
                    break
                }
            }
        )
    }
}
