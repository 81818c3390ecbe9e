package import ImageCodecs
import Resampling

/// From image to tensor, number by number as torchvision's `Resize((S, S))`, `ToTensor` and
/// `Normalize` do on a PIL image: bilinear with antialiasing, rounded to 8 bits, then
/// `(byte / 255 − mean) / std` in float32.
///
/// The rounding is part of it: a network is fed the numbers it was trained on, or loses accuracy.
package struct Preprocessing: Sendable {
    private let side: Int

    // The normalised value of each of 256 bytes, for each channel.
    private let red: [Float]
    private let green: [Float]
    private let blue: [Float]

    /// The plan of the latest resize: patches of one data set have one size.
    private var plan: (width: Int, height: Int, resampler: BilinearResampler)?

    /// Prepares for a model.
    package init(_ metadata: ModelMetadata) {
        side = metadata.inputSide
        func table(_ channel: Int) -> [Float] {
            let (mean, deviation) = (metadata.mean[channel], metadata.standardDeviation[channel])
            return (0...255).map { (Float($0) / 255 - mean) / deviation }
        }
        red = table(0)
        green = table(1)
        blue = table(2)
    }

    /// Writes `image`, resized and normalised, as three planes into `input`, `[1, 3, S, S]`.
    ///
    /// - Precondition: `input` has `3 · S · S` elements.
    package mutating func prepare(_ image: RGBImage, into input: inout MutableSpan<Float>) {
        let resized = resampler(width: image.width, height: image.height).resample(image)
        normalize(resized.pixels.span, into: &input)
    }

    /// Spreads interleaved bytes over three planes of normalised floats.
    private func normalize(_ pixels: Span<UInt8>, into input: inout MutableSpan<Float>) {
        let plane = side * side
        precondition(input.count == 3 * plane && pixels.count == 3 * plane, "one plane a channel")
        let (red, green, blue) = (red.span, green.span, blue.span)
        // Every index is below a count that was just checked, or a byte into 256 values.
        for pixel in 0..<plane {
            let sample = pixel * 3
            let r = unsafe Int(pixels[unchecked: sample])
            let g = unsafe Int(pixels[unchecked: sample + 1])
            let b = unsafe Int(pixels[unchecked: sample + 2])
            unsafe input[unchecked: pixel] = unsafe red[unchecked: r]
            unsafe input[unchecked: plane + pixel] = unsafe green[unchecked: g]
            unsafe input[unchecked: 2 * plane + pixel] = unsafe blue[unchecked: b]
        }
    }

    private mutating func resampler(width: Int, height: Int) -> BilinearResampler {
        if let plan, plan.width == width, plan.height == height { return plan.resampler }
        let resampler = BilinearResampler(from: (width, height), to: (side, side))
        plan = (width, height, resampler)
        return resampler
    }
}
