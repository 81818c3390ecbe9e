package import ImageCodecs
import Resampling
package import Randomness

/// How training images are varied at random without changing what they show.
///
/// A knob at its neutral value, as in ``none``, leaves its aspect of the image alone.
package struct Augmentation: Hashable, Sendable {
    /// Whether the image is turned and mirrored at random; eight ways, or four if it is not square.
    package var usesSymmetries = false

    /// Pixels by which it is shifted along each axis, at most; its mirror image moves in.
    package var maximumShift = 0

    /// The probability of half a pixel's shift more, along one axis or both.
    package var halfPixelProbability: Float = 0

    /// The probability of another scale, around the centre and within the same frame.
    package var scalingProbability: Float = 0

    /// By what the sides are multiplied then; what is too much is cut off, what lacks is reflected.
    package var scales: ClosedRange<Float> = 0.8...1.25

    /// The probability of being resized and resized back, which blurs.
    package var resizingProbability: Float = 0

    /// By what the sides are multiplied in between.
    package var resizingFactors: ClosedRange<Float> = 0.75...2.5

    /// By what share the brightness is raised or lowered, at most.
    package var brightness: Float = 0

    /// By what share the contrast is raised or lowered, at most.
    package var contrast: Float = 0

    /// By what share each channel is raised or lowered on its own, at most.
    package var channelGain: Float = 0

    /// The probability of being saved as JPEG and read again.
    package var recompressionProbability: Float = 0

    /// libjpeg's qualities to save it with.
    package var recompressionQualities = 70...100

    /// Leaves images as they are.
    package static let none = Augmentation()

    /// For patches seen from above, which have no up and down: some of everything.
    package static let overhead: Augmentation = {
        var augmentation = Augmentation()
        augmentation.usesSymmetries = true
        augmentation.maximumShift = 3
        augmentation.halfPixelProbability = 0.25
        augmentation.scalingProbability = 0.2
        augmentation.resizingProbability = 0.45
        augmentation.brightness = 0.12
        augmentation.contrast = 0.12
        augmentation.channelGain = 0.04
        augmentation.recompressionProbability = 0.5
        augmentation.recompressionQualities = 68...92
        return augmentation
    }()

    /// ``overhead`` for a network that has seen much of it: less of everything, and hardly other colours.
    ///
    /// The shipped model's seventh run had it; what it brought, what it cost on disturbed images, and what
    /// lowered that, is in `docs/training.md`.
    package static let gentle: Augmentation = {
        var augmentation = overhead
        augmentation.maximumShift = 2
        augmentation.halfPixelProbability = 0.15
        augmentation.scalingProbability = 0.05
        augmentation.resizingProbability = 0.15
        augmentation.brightness = 0.02
        augmentation.contrast = 0.02
        augmentation.channelGain = 0
        augmentation.recompressionProbability = 0.2
        augmentation.recompressionQualities = 70...92
        return augmentation
    }()

    /// Returns a variation of an image, in its size.
    ///
    /// - Parameters:
    ///   - image: An image that ``ImageDecoder`` admits by default.
    ///   - generator: Decides everything: the same generator gives the same variation.
    /// - Returns: An image of the same size.
    /// - Precondition: The knobs are within their bounds: no scale and no share makes an image
    ///   vanish, qualities are libjpeg's.
    package func augment(
        _ image: RGBImage,
        using generator: inout SeededGenerator
    ) -> RGBImage {
        var varied = turned(image, using: &generator)
        varied = moved(scaled(varied, using: &generator), from: image, using: &generator)
        varied = recolored(resized(varied, using: &generator), using: &generator)
        return recompressed(varied, using: &generator)
    }

    private func turned(
        _ image: RGBImage,
        using generator: inout SeededGenerator
    ) -> RGBImage {
        guard usesSymmetries else { return image }
        let symmetries = SquareSymmetry.keepingShape(width: image.width, height: image.height)
        return symmetries[generator.integer(in: 0...symmetries.count - 1)].apply(to: image)
    }

    /// The image in another size.
    private func scaled(
        _ image: RGBImage,
        using generator: inout SeededGenerator
    ) -> RGBImage {
        guard generator.chance(scalingProbability) else { return image }
        return image.scaled(by: generator.uniform(in: scales))
    }

    /// The image after a detour through another size.
    private func resized(
        _ image: RGBImage,
        using generator: inout SeededGenerator
    ) -> RGBImage {
        guard generator.chance(resizingProbability) else { return image }
        return image.scaled(by: generator.uniform(in: resizingFactors))
            .resized(to: (image.width, image.height))
    }

    /// The part of an image in the frame of `original`, which is put near its centre.
    private func moved(
        _ image: RGBImage,
        from original: RGBImage,
        using generator: inout SeededGenerator
    ) -> RGBImage {
        let shifts = -maximumShift...maximumShift
        let x = (image.width - original.width) / 2 + generator.integer(in: shifts)
        let y = (image.height - original.height) / 2 + generator.integer(in: shifts)
        let directions =
            generator.chance(halfPixelProbability) ? generator.integer(in: 1...3) : 0
        let (movesAcross, movesDown) = (directions & 1 == 1, directions & 2 == 2)
        var window = image.reflectedWindow(
            x: x,
            y: y,
            width: original.width + (movesAcross ? 1 : 0),
            height: original.height + (movesDown ? 1 : 0)
        )
        if movesAcross { window = window.averagingColumns() }
        if movesDown { window = window.averagingRows() }
        return window
    }

    private func recolored(
        _ image: RGBImage,
        using generator: inout SeededGenerator
    ) -> RGBImage {
        var adjustment = ColorAdjustment(brightness: 1 + generator.uniform(in: around(brightness)))
        adjustment.contrast += generator.uniform(in: around(contrast))
        for channel in 0..<3 {
            adjustment.gains[channel] *= 1 + generator.uniform(in: around(channelGain))
        }
        return adjustment == ColorAdjustment() ? image : adjustment.apply(to: image)
    }

    private func around(_ share: Float) -> ClosedRange<Float> { -share...share }

    private func recompressed(
        _ image: RGBImage,
        using generator: inout SeededGenerator
    ) -> RGBImage {
        guard generator.chance(recompressionProbability) else { return image }
        let quality = generator.integer(in: recompressionQualities)
        do {
            return try image.recompressed(quality: quality)
        } catch {
            preconditionFailure("libjpeg holds every image that is decoded: \(error)")
        }
    }
}

extension RGBImage {
    /// The image with both sides multiplied by a factor.
    fileprivate func scaled(by factor: Float) -> RGBImage {
        func scaled(_ side: Int) -> Int { max(1, Int((Float(side) * factor).rounded())) }
        return resized(to: (scaled(width), scaled(height)))
    }

    /// The image in another size.
    func resized(to size: (width: Int, height: Int)) -> RGBImage {
        BilinearResampler(from: (width, height), to: size).resample(self)
    }

    /// The image saved as JPEG and read again.
    func recompressed(quality: Int) throws(ImageError) -> RGBImage {
        try ImageDecoder().decode(JPEGEncoder.encode(self, quality: quality)).image
    }
}
