package import Datasets
package import ResNet
import OneDNN
import TensorFiles

/// A whole training: runs the epochs, judges each on the validation images, keeps checkpoints and
/// the best model.
///
/// It is silent: whoever starts it is told what happens through ``FitEvent``, and stops it by
/// answering ``run(from:isStopping:observe:)``'s question with true.
package struct Fit {
    /// Where a training's files are.
    package struct Files: Hashable, Sendable {
        /// The model: the best so far of the last input size and network begun.
        package let model: String
        /// The run, to be resumed.
        package let checkpoint: String

        /// Names the files after the model.
        package init(model: String) {
            self.model = model
            checkpoint = "\(model).checkpoint"
        }
    }

    /// How a training ended.
    package enum Ending: Hashable, Sendable {
        /// All epochs are done.
        case finished
        /// It was asked to stop, and can be resumed.
        case stopped
    }

    /// The labelled images.
    package let dataset: Dataset
    /// Which of them are trained on, and which judge.
    package let split: DatasetSplit
    /// What the run depends on.
    package let hyperparameters: Hyperparameters
    /// Where its files are.
    package let files: Files
    /// What the model's metadata says besides the hyper-parameters.
    package let provenance: [String: String]
    /// The key of ``provenance`` for what the images are and how they were split, in words.
    package static let dataKey = "data"
    /// The longest time between two checkpoints.
    package let checkpointInterval: Duration

    /// Prepares a training.
    package init(
        _ dataset: Dataset,
        _ split: DatasetSplit,
        _ hyperparameters: Hyperparameters,
        files: Files,
        provenance: [String: String],
        checkpointInterval: Duration
    ) {
        self.dataset = dataset
        self.split = split
        self.hyperparameters = hyperparameters
        self.files = files
        self.provenance = provenance
        self.checkpointInterval = checkpointInterval
    }

    /// Trains until all epochs are done or it is asked to stop.
    ///
    /// - Parameters:
    ///   - start: The first weights, or the checkpoint to go on from.
    ///   - isStopping: Asked after each step.
    ///   - observe: Told what happens.
    /// - Returns: Whether it came to its end.
    /// - Throws: ``TrainingError``; the last checkpoint then remains.
    package func run(
        from start: Start,
        isStopping: () -> Bool,
        observe: (FitEvent) -> Void
    ) throws(TrainingError) -> Ending {
        let classCount = dataset.classNames.count
        var run: TrainingRun
        var best: Double?
        var elapsed = Duration.zero
        switch start {
        case .weights(let initial, let losses, let teaching):
            let composer = BatchComposer(
                dataset,
                indices: split.training,
                hyperparameters,
                losses: losses,
                teaching: teaching
            )
            run = try .beginning(classCount: classCount, hyperparameters, composer, with: initial)
        case .checkpoint(let checkpoint):
            try requireSameRecipe(as: checkpoint)
            let composer = BatchComposer(
                dataset,
                indices: split.training,
                hyperparameters,
                epoch: checkpoint.position.epoch,
                losses: hyperparameters.dataPruning == nil
                    ? nil : try checkpoint.exampleLosses(count: split.training.count),
                teaching: hyperparameters.distillation == nil
                    ? nil
                    : try checkpoint.teacherAnswers(
                        count: split.training.count,
                        classCount: classCount
                    )
            )
            run = try .resuming(
                classCount: classCount,
                hyperparameters,
                composer,
                at: checkpoint
            )
            best = checkpoint.bestAccuracy
            elapsed = .seconds(checkpoint.elapsedSeconds)
        }
        let clock = ContinuousClock()
        let began = clock.now - elapsed
        var lastCheckpoint = clock.now
        func save(_ run: borrowing TrainingRun) throws(TrainingError) {
            let seconds = began.duration(to: clock.now) / .seconds(1)
            try TrainingCheckpoint.write(
                run,
                to: files.checkpoint,
                bestAccuracy: best,
                elapsedSeconds: seconds,
                recipe: recipe,
                metadata: metadata(run.architecture.size, inputSide: run.inputSide)
            )
            lastCheckpoint = clock.now
            observe(.checkpoint(path: files.checkpoint))
        }
        observe(.began(run.position, stepsInEpoch: run.stepsInEpoch))
        while !run.isFinished {
            var pace = Pace(clock)
            while !run.isEpochDone {
                let report = try run.step()
                pace.count(images: hyperparameters.batch)
                observe(
                    .step(
                        run.position,
                        of: run.stepsInEpoch,
                        run.tally,
                        report,
                        inputSide: run.inputSide
                    )
                )
                if isStopping() {
                    try save(run)
                    return .stopped
                }
                if lastCheckpoint.duration(to: clock.now) > checkpointInterval { try save(run) }
            }
            let rate = pace.imagesPerSecond
            let (epoch, side) = (run.position.epoch, run.inputSide)
            let architecture = run.architecture
            let parameters = try run.bestParameters()
            let validation = try Validation(
                of: parameters,
                architecture,
                metadata: metadata(architecture.size, inputSide: side),
                precision: precision,
                on: dataset,
                split.validation
            )
            let summary = EpochSummary(
                epoch: epoch + 1,
                step: run.position.step,
                inputSide: side,
                network: architecture.size,
                learningRate: run.learningRate,
                trainLoss: run.tally.meanLoss,
                trainAccuracy: run.tally.accuracy,
                validationLoss: validation.loss,
                validationAccuracy: validation.accuracy,
                imagesPerSecond: rate,
                seconds: began.duration(to: clock.now) / .seconds(1)
            )
            if best.map({ validation.accuracy >= $0 }) ?? true {
                best = validation.accuracy
                try writeModel(parameters, architecture, summary)
                observe(.model(path: files.model, accuracy: validation.accuracy))
            }
            observe(.epoch(summary))
            try run.beginNextEpoch()
            // Another input size or network is another contest.
            if run.inputSide != side || run.architecture != architecture { best = nil }
            try save(run)
        }
        return .finished
    }

    /// What a training begins with.
    package enum Start {
        /// Weights; how the training images were answered by them, where that is known and the
        /// recipe prunes its data; and what the recipe's teachers answer to them.
        case weights(
            any ParameterSource,
            losses: ExampleLosses? = nil,
            teaching: TeacherAnswers? = nil
        )
        /// A run that was stopped.
        case checkpoint(TrainingCheckpoint)
    }

    /// Asks the recipe's teachers about the training images; nil where it has none.
    ///
    /// - Parameter progress: Told which model is at work and what share it has answered, 0…1.
    /// - Returns: Their answers.
    /// - Throws: ``TrainingError`` when a model cannot be read or run, or knows other classes.
    package func askTeachers(
        progress: (_ teacher: String, _ share: Double) -> Void
    ) throws(TrainingError) -> TeacherAnswers? {
        guard let distillation = hyperparameters.distillation else { return nil }
        return try TeacherAnswers(
            of: distillation.teachers,
            to: dataset,
            split.training,
            precision: precision,
            progress: progress
        )
    }

    /// The network that the run begins with.
    package var firstArchitecture: Architecture {
        let phase = hyperparameters.phase(ofEpoch: 0)
        return Architecture(classCount: dataset.classNames.count, size: phase.network)
    }

    /// The hyper-parameters and the data in words.
    private var recipe: [String: String] {
        hyperparameters.summary.merging([
            "classes": dataset.classNames.joined(separator: ","),
            "training_images": "\(split.training.count)",
            "validation_images": "\(split.validation.count)",
        ]) { $1 }
    }

    /// What in ``recipe`` says which images are trained on and what they should answer.
    private static let targetKeys: Set = [
        "classes", "training_images", "validation_images", "label_smoothing", "distillation",
    ]

    /// Whether a run trained on the same images with the same targets, so that its losses compare.
    func hasSameTargets(as checkpoint: TrainingCheckpoint) -> Bool {
        Self.targetKeys.isDisjoint(with: differences(from: checkpoint).map(\.key))
            && checkpoint.metadata?.provenance[Self.dataKey] == provenance[Self.dataKey]
    }

    private func differences(
        from checkpoint: TrainingCheckpoint
    ) -> [(key: String, before: String, now: String)] {
        // What an earlier version did not know it did not do.
        recipe.map { key, now in
            (key: key, before: checkpoint.recipe[key] ?? "none", now: now)
        }.filter { $0.before != $0.now }.sorted { $0.key < $1.key }
    }

    private func requireSameRecipe(
        as checkpoint: TrainingCheckpoint
    ) throws(TrainingError) {
        let differences = differences(from: checkpoint)
        guard differences.isEmpty else {
            let list = differences.map { "\($0.key) was \($0.before), not \($0.now)" }
            throw .checkpoint(
                reason: "\(files.checkpoint) is of another run (\(list.joined(separator: "; "))); "
                    + "give the options it was begun with, or begin anew without --resume"
            )
        }
    }

    private func writeModel(
        _ parameters: ParameterSet,
        _ architecture: Architecture,
        _ summary: EpochSummary
    ) throws(TrainingError) {
        var metadata = metadata(architecture.size, inputSide: summary.inputSide)
        metadata.provenance["epoch"] = "\(summary.epoch) of \(hyperparameters.epochs)"
        metadata.provenance["validation_accuracy"] = "\(summary.validationAccuracy)"
        metadata.provenance["validation_precision"] = precision.rawValue
        metadata.provenance["validation_images"] = "\(split.validation.count)"
        metadata.provenance["training_images"] = "\(split.training.count)"
        metadata.provenance["training_seconds"] = "\(Int(summary.seconds))"
        do throws(ModelError) {
            try parameters.writeModel(
                architecture,
                to: files.model,
                metadata: metadata,
                precision: .bfloat16
            )
        } catch {
            throw .model(error)
        }
    }

    /// What the network is judged in: what it learns in.
    private var precision: Precision {
        switch hyperparameters.precision {
        case .float32: .float32
        case .bfloat16: .bfloat16
        }
    }

    private func metadata(_ network: NetworkSize, inputSide: Int) -> ModelMetadata {
        ModelMetadata(
            network: network,
            classNames: dataset.classNames,
            inputSide: inputSide,
            mean: hyperparameters.mean,
            standardDeviation: hyperparameters.standardDeviation,
            provenance: hyperparameters.summary.merging(provenance) { $1 }
        )
    }
}
