import ArgumentParser
import Datasets
import Training

/// The options that say how images are varied and mixed.
struct VariationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What to begin with: none, overhead (some of everything) or gentle (less of it, for the "
                + "end of a training); then change it below.",
            valueName: "name"
        )
    )
    var augmentation: AugmentationName?

    @Flag(inversion: .prefixedNo, help: "Turn and mirror in the eight ways of a square.")
    var turn: Bool?

    @Option(help: ArgumentHelp("Shift by at most so many pixels.", valueName: "pixels"))
    var shift: Int?

    @Option(
        help: ArgumentHelp("The probability of half a pixel's shift more.", valueName: "0…1")
    )
    var halfPixel: Float?

    @Option(
        help: ArgumentHelp("The probability of another scale, 0.8 to 1.25.", valueName: "0…1")
    )
    var scaling: Float?

    @Option(
        help: ArgumentHelp(
            "The probability of being resized, by 0.75 to 2.5, and back, which blurs.",
            valueName: "0…1"
        )
    )
    var resizing: Float?

    @Option(help: ArgumentHelp("Change the brightness by at most this share.", valueName: "0…1"))
    var brightness: Float?

    @Option(help: ArgumentHelp("Change the contrast by at most this share.", valueName: "0…1"))
    var contrast: Float?

    @Option(
        help: ArgumentHelp("Change each channel's gain by at most this share.", valueName: "0…1")
    )
    var channelGain: Float?

    @Option(
        help: ArgumentHelp(
            "The probability of being saved as JPEG and read again.",
            valueName: "0…1"
        )
    )
    var recompression: Float?

    @Option(
        help: ArgumentHelp(
            "The lowest quality to save as, and the highest, 1 to 100; 70-100.",
            valueName: "low-high"
        )
    )
    var recompressionQualities: QualityRange?

    @Option(help: ArgumentHelp("The share of batches mixed by mixup.", valueName: "0…1"))
    var mixup: Float?

    @Option(help: ArgumentHelp("Mixup's alpha, above 0 and at most 1.", valueName: "number"))
    var mixupAlpha: Double?

    @Option(help: ArgumentHelp("The share of batches mixed by CutMix.", valueName: "0…1"))
    var cutmix: Float?

    func validate() throws {
        let shares: [(Float?, String)] = [
            (halfPixel, "--half-pixel"), (scaling, "--scaling"),
            (resizing, "--resizing"), (brightness, "--brightness"),
            (contrast, "--contrast"), (channelGain, "--channel-gain"),
            (recompression, "--recompression"), (mixup, "--mixup"), (cutmix, "--cutmix"),
        ]
        for (value, option) in shares where !(0...1).contains(value ?? 0) {
            throw ValidationError("\(option) must be from 0 to 1.")
        }
        guard (mixup ?? 0) + (cutmix ?? 0) <= 1 else {
            throw ValidationError("--mixup and --cutmix must be at most 1 together.")
        }
        guard mixupAlpha.map({ $0 > 0 && $0 <= 1 }) ?? true else {
            throw ValidationError("--mixup-alpha must be above 0 and at most 1.")
        }
        guard (0...31).contains(shift ?? 0) else {
            throw ValidationError("--shift must be from 0 to 31 pixels.")
        }
    }

    /// Changes a recipe's hyper-parameters as the options ask.
    func apply(to hyperparameters: inout Hyperparameters) {
        var varied = augmentation?.augmentation ?? hyperparameters.augmentation
        varied.usesSymmetries = turn ?? varied.usesSymmetries
        varied.maximumShift = shift ?? varied.maximumShift
        varied.halfPixelProbability = halfPixel ?? varied.halfPixelProbability
        varied.scalingProbability = scaling ?? varied.scalingProbability
        varied.resizingProbability = resizing ?? varied.resizingProbability
        varied.brightness = brightness ?? varied.brightness
        varied.contrast = contrast ?? varied.contrast
        varied.channelGain = channelGain ?? varied.channelGain
        varied.recompressionProbability = recompression ?? varied.recompressionProbability
        varied.recompressionQualities =
            recompressionQualities?.range ?? varied.recompressionQualities
        hyperparameters.augmentation = varied
        var mixing = hyperparameters.mixing
        mixing.mixupProbability = mixup ?? mixing.mixupProbability
        mixing.mixupAlpha = mixupAlpha ?? mixing.mixupAlpha
        mixing.cutmixProbability = cutmix ?? mixing.cutmixProbability
        hyperparameters.mixing = mixing
    }
}
