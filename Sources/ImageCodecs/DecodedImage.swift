/// What a file says of its picture before the pixels.
package struct ImageHeader: Hashable, Sendable {
    /// The file's format.
    package let format: ImageFormat

    /// Pixels a row, after the EXIF orientation was applied.
    package let width: Int

    /// Rows, after the EXIF orientation was applied.
    package let height: Int
}

/// A picture and what was learnt while decoding it.
package struct DecodedImage: Hashable, Sendable {
    /// The upright picture, perhaps smaller than in the file: see ``scaleDenominator``.
    package let image: RGBImage

    /// The file's own format and size.
    package let header: ImageHeader

    /// By how much each side was divided (and rounded up) while decoding: 1, 2, 4 or 8.
    package let scaleDenominator: Int

    /// Recoverable damage that the decoder met, one sentence each; empty for a sound file.
    package let warnings: [String]
}
