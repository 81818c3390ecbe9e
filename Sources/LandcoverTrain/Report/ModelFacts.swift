import Evaluation
import ResNet
import PlainText

/// What a model's file says of itself, as a report lists it.
struct ModelFacts {
    /// The model's path.
    let model: String
    /// The images that it is judged by, in words.
    let images: String
    /// What the file says.
    let metadata: ModelMetadata
    /// How the training went, whose settings need not be listed here, too; nil if nothing is known.
    let course: TrainingCourse?

    /// The file's name without folder and ending.
    var name: String {
        let file = model.split(separator: "/").last.map(String.init) ?? model
        return file.hasSuffix(".safetensors") ? String(file.dropLast(12)) : file
    }

    /// The facts, those that every model has first.
    var list: [ReportContent.Fact] {
        let side = metadata.inputSide
        let general: [ReportContent.Fact] = [
            .init("network", metadata.network.title),
            .init("classes", "\(metadata.classNames.count)"),
            .init("input", "\(side) × \(side) pixels"),
            .init("temperature", FixedPoint.shortest(Double(metadata.temperature), places: 4)),
            .init("judged by", images),
        ]
        let settings = Set(course?.runs.last?.settings.map(\.name) ?? [])
        let provenance = metadata.provenance
            .filter { !settings.contains($0.key) }
            .sorted { (rank($0.key), $0.key) < (rank($1.key), $1.key) }
            .map { ReportContent.Fact(words($0.key), shown($0.key, $0.value)) }
        return general + provenance
    }

    /// What is read first.
    private static let order = [
        "accuracy", "validation_accuracy", "validation_images", "calibration", "data",
        "training_images", "recipe", InitialWeights.key, "seed", "epoch", "training_seconds",
    ]

    private func rank(_ key: String) -> Int { Self.order.firstIndex(of: key) ?? Self.order.count }

    private func words(_ key: String) -> String {
        key == "training_seconds" ? "training time" : String(key.map { $0 == "_" ? " " : $0 })
    }

    private func shown(_ key: String, _ value: String) -> String {
        switch key {
        case "training_seconds": Int(value).map(duration) ?? value
        case "validation_accuracy":
            Double(value).map { FixedPoint.percentage($0) } ?? value
        default: value
        }
    }

    private func duration(_ seconds: Int) -> String {
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min \(seconds % 60) s" : "\(seconds) s"
    }
}
