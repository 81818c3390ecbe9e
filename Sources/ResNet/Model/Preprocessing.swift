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
        self.init(
            side: metadata.inputSide,
            mean: metadata.mean,
            standardDeviation: metadata.standardDeviation
        )
    }

    /// Prepares for input of `side × side` pixels; see ``ModelMetadata`` for mean and deviation.
    package init(side: Int, mean: [Float], standardDeviation: [Float]) {
        self.side = side
        func table(_ channel: Int) -> [Float] {
            (0...255).map { (Float($0) / 255 - mean[channel]) / standardDeviation[channel] }
        }
        red = table(0)
        green = table(1)
        blue = table(2)
    }

    /// Writes `image`, resized and normalised, as three planes into `input`, `[N, 3, S, S]`.
    ///
    /// - Parameters:
    ///   - image: A picture of any size.
    ///   - input: Where it goes; its other images stay.
    ///   - place: Which of the N images it becomes.
    /// - Precondition: `input` has room for it.
    package mutating func prepare(
        _ image: RGBImage,
        into input: inout MutableSpan<Float>,
        at place: Int = 0
    ) {
        let resized = resampler(width: image.width, height: image.height).resample(image)
        normalize(resized.pixels.span, into: &input, at: place)
    }

    /// Spreads interleaved bytes over three planes of normalised floats.
    private func normalize(
        _ pixels: Span<UInt8>,
        into input: inout MutableSpan<Float>,
        at place: Int
    ) {
        let plane = side * side
        let start = place * 3 * plane
        precondition(pixels.count == 3 * plane, "one plane a channel")
        precondition(place >= 0 && input.count >= start + 3 * plane, "the input has the place")
        let (red, green, blue) = (red.span, green.span, blue.span)
        // Every index is below a count that was just checked, or a byte into 256 values.
        for pixel in 0..<plane {
            let sample = pixel * 3
            let r = unsafe Int(pixels[unchecked: sample])
            let g = unsafe Int(pixels[unchecked: sample + 1])
            let b = unsafe Int(pixels[unchecked: sample + 2])
            let first = start + pixel
            unsafe input[unchecked: first] = unsafe red[unchecked: r]
            unsafe input[unchecked: first + plane] = unsafe green[unchecked: g]
            unsafe input[unchecked: first + 2 * plane] = unsafe blue[unchecked: b]
        }
    }

    private mutating func resampler(width: Int, height: Int) -> BilinearResampler {
        if let plan, plan.width == width, plan.height == height { return plan.resampler }
        let resampler = BilinearResampler(from: (width, height), to: (side, side))
        plan = (width, height, resampler)
        return resampler
    }
}
