import Datasets
import OneDNN
import ResNet

extension Hyperparameters {
    /// Every hyper-parameter in words: for a model's metadata, and to tell whether a checkpoint
    /// belongs to the same run.
    package var summary: [String: String] {
        [
            "seed": "\(seed)",
            "phases": phases.map(\.description).joined(separator: ","),
            "batch": "\(batch)",
            "shards": "\(shards)",
            "learning_rate": "\(schedule.peak)",
            "schedule": "\(schedule.shape.rawValue), warm-up \(schedule.warmup), "
                + "final share \(schedule.final)",
            "momentum": "\(optimizer.momentum)\(optimizer.nesterov ? " (Nesterov)" : "")",
            "weight_decay": "\(optimizer.weightDecay) (\(optimizer.decayKind.rawValue))",
            "clip_norm": optimizer.clipNorm.map { "\($0)" } ?? "none",
            "muon": optimizer.muonShare.map { "\($0) of the learning rate" } ?? "none",
            "label_smoothing": "\(labelSmoothing)",
            "distillation": distillation.map {
                "\($0.share) of the targets by \($0.teachers.joined(separator: ", "))"
            } ?? "none",
            "average_decay": averageDecay.map { "\($0)" } ?? "none",
            "data_pruning": dataPruning.map { "\($0.probability) until \($0.until) of the epochs" }
                ?? "none",
            "sharpness": sharpness.map { "radius \($0.radius) from \($0.from) of the epochs" }
                ?? "none",
            "augmentation": augmentation.summary,
            "mixing": "mixup \(mixing.mixupProbability) (alpha \(mixing.mixupAlpha)), "
                + "cutmix \(mixing.cutmixProbability)",
            "training_precision": precision == .float32 ? "f32" : "bf16",
        ]
    }
}

extension Hyperparameters.Phase: CustomStringConvertible {
    /// Input side, epochs and, where it is not ResNet-50, the network: `64:20` or `64:20@1-2-2-2/32`.
    package var description: String {
        "\(inputSide):\(epochs)" + (network == .resNet50 ? "" : "@\(network)")
    }
}

extension Augmentation {
    fileprivate var summary: String {
        if self == .none { return "none" }
        return [
            usesSymmetries ? "symmetries of the square" : nil,
            "shift \(maximumShift) px", "half pixel \(halfPixelProbability)",
            "scale \(scales.lowerBound)…\(scales.upperBound) with \(scalingProbability)",
            "resized by \(resizingFactors.lowerBound)…\(resizingFactors.upperBound) and back "
                + "with \(resizingProbability)",
            "brightness \(brightness)", "contrast \(contrast)", "channel gain \(channelGain)",
            "JPEG \(recompressionQualities.lowerBound)…\(recompressionQualities.upperBound) "
                + "with \(recompressionProbability)",
        ].compactMap(\.self).joined(separator: ", ")
    }
}
