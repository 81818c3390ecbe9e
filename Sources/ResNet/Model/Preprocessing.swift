package import ImageCodecs
import Resampling

/// From image to tensor, number by number as torchvision's `Resize((S, S))`, `ToTensor` and
/// `Normalize` do on a PIL image: bilinear with antialiasing, rounded to 8 bits, then
/// `(byte / 255 − mean) / std` in float32.
///
/// The rounding is part of it: a network is fed the numbers it was trained on, or loses accuracy.
package struct Preprocessing: Sendable {
    private let side: Int

    /// The normalised value of each byte, for each channel.
    private let normalized: [[Float]]

    /// The plan of the latest resize: patches of one data set have one size.
    private var plan: (width: Int, height: Int, resampler: BilinearResampler)?

    /// Prepares for a model.
    package init(_ metadata: ModelMetadata) {
        side = metadata.inputSide
        normalized = zip(metadata.mean, metadata.standardDeviation).map { mean, deviation in
            (0...255).map { (Float($0) / 255 - mean) / deviation }
        }
    }

    /// Writes `image`, resized and normalised, as three planes into `input`, `[1, 3, S, S]`.
    ///
    /// - Precondition: `input` has `3 · S · S` elements.
    package mutating func prepare(_ image: RGBImage, into input: inout MutableSpan<Float>) {
        let resized = resampler(width: image.width, height: image.height).resample(image)
        let plane = side * side
        precondition(input.count == normalized.count * plane, "one plane a channel")
        let pixels = resized.pixels.span
        for (channel, table) in normalized.enumerated() {
            let table = table.span
            var source = channel
            for target in channel * plane..<(channel + 1) * plane {
                input[target] = table[Int(pixels[source])]
                source += normalized.count
            }
        }
    }

    private mutating func resampler(width: Int, height: Int) -> BilinearResampler {
        if let plan, plan.width == width, plan.height == height { return plan.resampler }
        let resampler = BilinearResampler(from: (width, height), to: (side, side))
        plan = (width, height, resampler)
        return resampler
    }
}
