import Datasets
package import ResNet

/// Weights to begin with that something else has learnt: torchvision's, an earlier model's, or those
/// that another run has averaged up to its checkpoint.
package struct EarlierWeights: ParameterSource {
    /// The network whose weights they are.
    package let architecture: Architecture
    /// What the file says of itself; nil for another project's, which does not say it our way.
    package let metadata: ModelMetadata?

    private let parameters: any ParameterSource
    private let checkpoint: TrainingCheckpoint?

    /// Opens a model or a run's checkpoint.
    ///
    /// - Throws: ``TrainingError`` when the file is damaged, or neither of the two.
    package init(path: String) throws(TrainingError) {
        // What is wrong with a file that cannot be opened, the reader of models says below.
        if let checkpoint = try? TrainingCheckpoint(ifAny: path) {
            guard let metadata = checkpoint.metadata else {
                throw .checkpoint(
                    reason: "\(path) is of an earlier version, which did not note the network: "
                        + "go on with it by --resume, or begin with the model of its run"
                )
            }
            architecture = Architecture(
                classCount: metadata.classNames.count,
                size: metadata.network
            )
            self.metadata = metadata
            parameters = checkpoint.bestParameters
            self.checkpoint = checkpoint
            return
        }
        do throws(ModelError) {
            let model = try Checkpoint(path: path)
            architecture = model.architecture
            metadata = try? model.modelMetadata()
            parameters = model
        } catch {
            throw .model(error)
        }
        checkpoint = nil
    }

    /// The values of one parameter.
    package func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        try parameters.values(of: parameter)
    }

    /// How the images that `fit` trains on were answered last, where a run with the same ones and the
    /// same targets has noted it: what lets another leave out images from its first epoch on.
    ///
    /// - Returns: The losses; nil where they are unknown, would not compare with those to come, or
    ///   nothing is left out by them.
    /// - Throws: ``TrainingError/checkpoint(reason:)`` when the file is damaged.
    package func exampleLosses(for fit: Fit) throws(TrainingError) -> ExampleLosses? {
        guard let checkpoint, checkpoint.hasExampleLosses,
            fit.hyperparameters.dataPruning != nil, fit.hasSameTargets(as: checkpoint)
        else { return nil }
        var losses = try checkpoint.exampleLosses(count: fit.split.training.count)
        losses.beginEpoch()
        return losses
    }

    /// What the teachers of `fit` answer to its images, where a run with the same teachers has asked
    /// them about the same ones.
    ///
    /// - Returns: Their answers; nil where they have to be asked.
    /// - Throws: ``TrainingError/checkpoint(reason:)`` when the file is damaged.
    package func teacherAnswers(for fit: Fit) throws(TrainingError) -> TeacherAnswers? {
        guard let checkpoint, fit.hyperparameters.distillation != nil,
            fit.hasSameTargets(as: checkpoint)
        else { return nil }
        return try checkpoint.teacherAnswers(
            count: fit.split.training.count,
            classCount: fit.dataset.classNames.count
        )
    }
}
