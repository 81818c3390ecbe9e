import FoundationEssentials
import Glibc
import ResNet
import Training

/// The file with a line of JSON for the run and for each of its epochs.
struct History {
    private let path: String
    private let alsoPrints: Bool

    /// What went wrong while writing; the run goes on without its history.
    private(set) var failure: TrainingError?

    /// Opens the history of a new run, or goes on with one.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - epoch: The epochs that remain of an earlier run; those after them are taken out, for
    ///     they will be trained again. Nil begins anew.
    ///   - alsoPrints: Whether each line goes to standard output, too.
    /// - Throws: ``TrainingError`` when the file cannot be written.
    init(
        path: String,
        goingOnAfterEpoch epoch: Int?,
        alsoPrints: Bool
    ) throws(TrainingError) {
        self.path = path
        self.alsoPrints = alsoPrints
        var kept = ""
        if let epoch, let text = try? String(contentsOfFile: path, encoding: .utf8) {
            kept = text.split(separator: "\n").filter { line in
                let record = try? JSONDecoder().decode(EpochRecord.self, from: Data(line.utf8))
                guard let record else { return line.hasPrefix("{") && line.hasSuffix("}") }
                return record.epoch <= epoch
            }.map { "\($0)\n" }.joined()
        }
        do {
            try kept.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw .checkpoint(reason: "\(path) cannot be written: \(error)")
        }
    }

    /// Writes the run's line.
    mutating func begin(_ hyperparameters: Hyperparameters) throws(TrainingError) {
        var values = hyperparameters.summary
        values["event"] = "start"
        append(values)
        if let failure { throw failure }
    }

    /// Writes an epoch's line.
    mutating func append(_ summary: EpochSummary) {
        append(EpochRecord(summary))
    }

    private mutating func append(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let json = try? encoder.encode(value) else { return }
        let line = String(decoding: json, as: UTF8.self) + "\n"
        if alsoPrints { print(line, terminator: "") }
        guard let file = unsafe fopen(path, "a") else {
            failure = .checkpoint(reason: "\(path) cannot be written")
            return
        }
        let isWritten = unsafe fputs(line, file) >= 0
        guard unsafe fclose(file) == 0, isWritten else {
            failure = .checkpoint(reason: "\(path) cannot be written")
            return
        }
    }
}

/// An epoch's line.
private struct EpochRecord: Codable {
    var event = "epoch"
    var epoch: Int
    var step: Int
    var inputSize: Int
    var network: String
    var learningRate: Float
    var trainLoss: Double
    var trainAccuracy: Double
    var validationLoss: Double
    var validationAccuracy: Double
    var imagesPerSecond: Double
    var seconds: Double

    private enum CodingKeys: String, CodingKey {
        case event, epoch, step, network
        case inputSize = "input_size"
        case learningRate = "learning_rate"
        case trainLoss = "train_loss"
        case trainAccuracy = "train_accuracy"
        case validationLoss = "validation_loss"
        case validationAccuracy = "validation_accuracy"
        case imagesPerSecond = "images_per_second"
        case seconds
    }

    init(_ summary: EpochSummary) {
        epoch = summary.epoch
        step = summary.step
        inputSize = summary.inputSide
        network = summary.network.description
        learningRate = summary.learningRate
        trainLoss = summary.trainLoss
        trainAccuracy = summary.trainAccuracy
        validationLoss = summary.validationLoss
        validationAccuracy = summary.validationAccuracy
        imagesPerSecond = summary.imagesPerSecond
        seconds = summary.seconds
    }
}
