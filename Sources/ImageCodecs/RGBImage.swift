/// A decoded picture: interleaved red, green, blue, 8 bits a channel, rows from the top, no padding.
package struct RGBImage: Hashable, Sendable {
    /// Pixels a row, at least 1.
    package let width: Int

    /// Rows, at least 1.
    package let height: Int

    /// `height × width × 3` bytes: R, G, B of the top left pixel first.
    package var pixels: [UInt8]

    /// Wraps pixels that are already laid out as described above.
    ///
    /// - Precondition: `width` and `height` are positive and `pixels.count == width * height * 3`.
    package init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        precondition(pixels.count == width * height * 3, "an RGB image has three bytes a pixel")
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}
