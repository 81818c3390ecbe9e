import CLibPNG

/// Encodes pictures as 8-bit RGB PNG files in memory.
package struct PNGEncoder: Sendable {
    /// zlib's effort: 0 stores, 1 is fast, 9 is small.
    package let compressionLevel: Int

    /// Makes an encoder; it keeps nothing between images.
    ///
    /// - Precondition: `compressionLevel` is 0 to 9.
    package init(compressionLevel: Int = 1) {
        precondition((0...9).contains(compressionLevel), "zlib's levels are 0 to 9")
        self.compressionLevel = compressionLevel
    }

    /// Returns `image` as a PNG file.
    package func encode(_ image: RGBImage) throws(ImageError) -> [UInt8] {
        var report = landcover_png_report()
        var file: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = unsafe landcover_png_encode(
            image.pixels,
            UInt32(clamping: image.width),
            UInt32(clamping: image.height),
            Int32(compressionLevel),
            &file,
            &count,
            &report
        )
        defer { unsafe landcover_png_free(file) }
        guard status == .ok else {
            let reason = status == .out_of_memory ? "out of memory" : text(report.failure)
            throw .encodingFailed(.png, reason: reason)
        }
        return unsafe Array(UnsafeBufferPointer(start: file, count: count))
    }
}
