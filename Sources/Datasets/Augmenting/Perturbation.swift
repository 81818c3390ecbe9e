package import ImageCodecs

/// A fixed change of an image that leaves its label, to measure how much a classifier minds it.
package enum Perturbation: String, CaseIterable, Hashable, Sendable {
    /// Saved as JPEG of quality 75.
    case jpeg75 = "JPEG at quality 75"
    /// Resized to 128 × 128 pixels and back.
    case resized128 = "resized to 128 and back"
    /// All channels multiplied by 1.1.
    case brighter = "brightness +10 %"
    /// All channels multiplied by 0.9.
    case darker = "brightness -10 %"
    /// Shifted by one pixel to the left; the right column is repeated.
    case shifted = "shifted by one pixel"
    /// Saved as PNG, which keeps every byte.
    case png = "PNG round trip"

    /// Changes an image.
    ///
    /// - Parameter image: An image that ``ImageDecoder`` admits by default.
    /// - Returns: An image of the same size.
    /// - Throws: An ``ImageError`` if it cannot be saved or read again.
    package func apply(to image: RGBImage) throws(ImageError) -> RGBImage {
        let (width, height) = (image.width, image.height)
        switch self {
        case .jpeg75:
            return try image.recompressed(quality: 75)
        case .resized128:
            return image.resized(to: (128, 128)).resized(to: (width, height))
        case .brighter:
            return ColorAdjustment(brightness: 1.1).apply(to: image)
        case .darker:
            return ColorAdjustment(brightness: 0.9).apply(to: image)
        case .shifted:
            return image.reflectedWindow(x: 1, y: 0, width: width, height: height)
        case .png:
            return try ImageDecoder().decode(PNGEncoder().encode(image)).image
        }
    }
}
