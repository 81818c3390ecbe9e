package import ImageCodecs

/// Resizes pictures of one size to another, to the byte as Pillow's
/// `resize((width, height), BILINEAR)` and so as torchvision's `Resize` on a PIL image.
///
/// Rows are resampled first, then columns, each rounded to 8 bits; a direction whose length does
/// not change is left alone. A resampler is a plan: make it once for a pair of sizes, use it for
/// any number of pictures from any thread.
package struct BilinearResampler: Hashable, Sendable {
    private let sourceWidth: Int
    private let sourceHeight: Int
    private let targetWidth: Int
    private let targetHeight: Int
    private let horizontal: FixedPointTaps?
    private let vertical: FixedPointTaps?

    /// Plans the way from one size to another, in pixels.
    ///
    /// - Precondition: All four are positive.
    package init(
        from source: (width: Int, height: Int),
        to target: (width: Int, height: Int)
    ) {
        sourceWidth = source.width
        sourceHeight = source.height
        targetWidth = target.width
        targetHeight = target.height
        horizontal = Self.taps(from: source.width, to: target.width)
        vertical = Self.taps(from: source.height, to: target.height)
    }

    /// Returns `image` in the target size.
    ///
    /// - Precondition: `image` has the source size.
    package func resample(_ image: RGBImage) -> RGBImage {
        precondition(
            image.width == sourceWidth && image.height == sourceHeight,
            "the plan is for \(sourceWidth) × \(sourceHeight) pixels"
        )
        var pixels = image.pixels
        if let horizontal {
            pixels = RowPass(taps: horizontal)(pixels)
        }
        if let vertical {
            pixels = ColumnPass(taps: vertical, stride: targetWidth * 3)(pixels)
        }
        return RGBImage(width: targetWidth, height: targetHeight, pixels: pixels)
    }

    private static func taps(from source: Int, to target: Int) -> FixedPointTaps? {
        source == target ? nil : FixedPointTaps(rounding: BilinearTaps(from: source, to: target))
    }
}
