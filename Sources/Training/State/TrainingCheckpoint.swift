import FoundationEssentials
package import ResNet
import TensorFiles

/// A run on disk: weights, momentum, averaged weights, and where it stood.
///
/// A `.safetensors` file of float32 tensors named `value/…`, `momentum/…` and `average/…`, and
/// `losses/…` where the run prunes its data, `teaching/…` where it has teachers. Its metadata are a
/// model's and the position. Chance needs no state: it is drawn from the seed, the epoch and the
/// example.
package struct TrainingCheckpoint: Sendable {
    /// What is kept besides the tensors.
    private struct Header: Codable {
        var epoch: Int
        var batch: Int
        var step: Int
        var loss: Double
        var correct: Double
        var images: Double
        var bestAccuracy: Double?
        var elapsedSeconds: Double
        var recipe: [String: String]
    }

    /// Where the run stood.
    package let position: TrainingRun.Position
    /// How its epoch had gone so far.
    package let tally: TrainingRun.Tally
    /// The best validation accuracy at the current input size so far, 0…1.
    package let bestAccuracy: Double?
    /// How long the run had taken, in seconds.
    package let elapsedSeconds: Double
    /// The hyper-parameters and the data, in words; see ``Hyperparameters/summary``.
    package let recipe: [String: String]
    /// What a model of the run's weights would say of itself; nil in a file of an earlier version.
    package let metadata: ModelMetadata?

    private let file: TensorFile
    private static let headerKey = "landcover_training"
    private static let latestLosses = "losses/latest"
    private static let lossesAtEpochStart = "losses/at_epoch_start"
    private static let teacherAnswers = "teaching/answers"
    /// The loss of an example that was not seen yet: a file has finite numbers only, and no loss is
    /// negative.
    private static let unseen: Float = -1

    /// Opens a checkpoint.
    ///
    /// - Throws: ``TrainingError/checkpoint(reason:)`` when the file is damaged or no checkpoint.
    package init(path: String) throws(TrainingError) {
        guard let checkpoint = try Self(ifAny: path) else {
            throw .checkpoint(
                reason: "\(path) is not a checkpoint of a training; "
                    + "give the one that `landcover-train fit` has written"
            )
        }
        self = checkpoint
    }

    /// Opens a file that may be a checkpoint; nil if it is another one of tensors.
    ///
    /// - Throws: ``TrainingError/checkpoint(reason:)`` when the file is damaged or not there.
    package init?(ifAny path: String) throws(TrainingError) {
        do throws(TensorFileError) {
            file = try TensorFile.open(path)
        } catch {
            throw .checkpoint(reason: error.description)
        }
        guard let text = file.metadata[Self.headerKey],
            let header = try? JSONDecoder().decode(Header.self, from: Data(text.utf8))
        else { return nil }
        position = TrainingRun.Position(
            epoch: header.epoch,
            batch: header.batch,
            step: header.step
        )
        tally = TrainingRun.Tally(
            loss: header.loss,
            correct: header.correct,
            images: header.images
        )
        bestAccuracy = header.bestAccuracy
        elapsedSeconds = header.elapsedSeconds
        recipe = header.recipe
        let strings = file.metadata.filter { $0.key != Self.headerKey }
        metadata = try? ModelMetadata(strings: strings, path: path)
    }

    /// The parameters in one role, to be read one at a time.
    package func parameters(as role: ParameterRole) -> some ParameterSource {
        Stored(file: file, role: role)
    }

    /// The weights to judge and to keep: the averaged ones, where the run averages.
    package var bestParameters: some ParameterSource {
        parameters(as: recipe["average_decay"] == "none" ? .value : .average)
    }

    /// Whether it has ``exampleLosses(count:)``.
    package var hasExampleLosses: Bool { file[Self.latestLosses] != nil }

    /// How the examples had been answered, in a run that prunes its data.
    ///
    /// - Parameter count: The number of examples.
    /// - Returns: Their losses.
    /// - Throws: ``TrainingError/checkpoint(reason:)`` when the file has none, or of other examples.
    package func exampleLosses(count: Int) throws(TrainingError) -> ExampleLosses {
        func losses(_ name: String) throws(TrainingError) -> [Float] {
            try values(of: name, count: count).map { $0 == Self.unseen ? .infinity : $0 }
        }
        return ExampleLosses(
            latest: try losses(Self.latestLosses),
            atEpochStart: try losses(Self.lossesAtEpochStart)
        )
    }

    /// What the run's teachers answer to the examples.
    ///
    /// - Parameters:
    ///   - count: The number of examples.
    ///   - classCount: The number of classes.
    /// - Returns: Their answers.
    /// - Throws: ``TrainingError/checkpoint(reason:)`` when the file has no answers, or others.
    package func teacherAnswers(
        count: Int,
        classCount: Int
    ) throws(TrainingError) -> TeacherAnswers {
        TeacherAnswers(
            distributions: try values(of: Self.teacherAnswers, count: count * classCount),
            classCount: classCount
        )
    }

    private func values(of name: String, count: Int) throws(TrainingError) -> [Float] {
        do throws(TensorFileError) {
            let values = try file.floats(of: name)
            guard values.count == count else {
                throw TensorFileError.noSuchTensor(file: file.path, tensor: name)
            }
            return values
        } catch {
            throw .checkpoint(reason: error.description)
        }
    }

    /// Writes a checkpoint of `run`; the one that was at `path` remains until it is complete.
    ///
    /// - Parameters:
    ///   - run: What is written.
    ///   - path: The file.
    ///   - bestAccuracy: See above.
    ///   - elapsedSeconds: See above.
    ///   - recipe: See above.
    ///   - metadata: See above.
    /// - Throws: ``TrainingError`` when the file cannot be written, or weights are not numbers.
    package static func write(
        _ run: borrowing TrainingRun,
        to path: String,
        bestAccuracy: Double?,
        elapsedSeconds: Double,
        recipe: [String: String],
        metadata: ModelMetadata
    ) throws(TrainingError) {
        let header = Header(
            epoch: run.position.epoch,
            batch: run.position.batch,
            step: run.position.step,
            loss: run.tally.loss,
            correct: run.tally.correct,
            images: run.tally.images,
            bestAccuracy: bestAccuracy,
            elapsedSeconds: elapsedSeconds,
            recipe: recipe
        )
        guard let json = try? JSONEncoder().encode(header) else {
            throw .checkpoint(reason: "\(path): the run's figures are not numbers")
        }
        let parameters = run.architecture.parameters
        var tensors: [SafetensorsWriter.Tensor] = []
        var values: [[Float]] = []
        for role in ParameterRole.allCases {
            let set = try run.parameters(as: role).values
            for parameter in parameters {
                guard let numbers = set[parameter.name] else { continue }
                guard numbers.allSatisfy(\.isFinite) else {
                    throw .diverged(step: run.position.step, loss: .nan)
                }
                tensors.append(
                    .init(name: "\(role.rawValue)/\(parameter.name)", shape: parameter.shape)
                )
                values.append(numbers)
            }
        }
        let losses = run.losses
        for (name, noted) in [
            (latestLosses, losses.latest), (lossesAtEpochStart, losses.atEpochStart),
        ] where !noted.isEmpty {
            tensors.append(.init(name: name, shape: [noted.count]))
            values.append(noted.map { $0.isFinite ? $0 : unseen })
        }
        if let teaching = run.teaching {
            let count = teaching.distributions.count / teaching.classCount
            tensors.append(.init(name: teacherAnswers, shape: [count, teaching.classCount]))
            values.append(teaching.distributions)
        }
        do throws(TensorFileError) {
            var writer = try SafetensorsWriter(
                to: path,
                tensors: tensors,
                metadata: metadata.strings.merging([
                    headerKey: String(decoding: json, as: UTF8.self)
                ]) { $1 }
            )
            for (tensor, numbers) in zip(tensors, values) {
                try writer.write(numbers.span, as: tensor.name)
            }
            try writer.commit()
        } catch {
            throw .checkpoint(reason: error.description)
        }
    }
}

/// One role's tensors of a checkpoint.
private struct Stored: ParameterSource {
    let file: TensorFile
    let role: ParameterRole

    func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        do throws(TensorFileError) {
            let values = try file.floats(of: "\(role.rawValue)/\(parameter.name)")
            guard values.count == parameter.count else {
                throw TensorFileError.noSuchTensor(file: file.path, tensor: parameter.name)
            }
            return values
        } catch {
            throw .file(reason: error.description)
        }
    }
}
