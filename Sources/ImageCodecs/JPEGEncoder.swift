import CLibJPEG

/// Encodes pictures as baseline JPEG files in memory, colour at half the resolution (4:2:0).
package enum JPEGEncoder {
    /// Returns `image` as a JPEG file.
    ///
    /// - Parameters:
    ///   - image: The picture; JPEG holds at most 65,500 pixels a side.
    ///   - quality: libjpeg's scale, 1 (worst) to 100; photographs are usually kept at 75 to 95.
    /// - Returns: The whole file.
    /// - Throws: ``ImageError/encodingFailed(_:reason:)`` if the picture is too large.
    /// - Precondition: `quality` is 1 to 100.
    package static func encode(
        _ image: RGBImage,
        quality: Int
    ) throws(ImageError) -> [UInt8] {
        precondition((1...100).contains(quality), "libjpeg's qualities are 1 to 100")
        var report = landcover_jpeg_report()
        var file: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = unsafe landcover_jpeg_encode(
            image.pixels,
            UInt32(clamping: image.width),
            UInt32(clamping: image.height),
            Int32(quality),
            &file,
            &count,
            &report
        )
        defer { unsafe landcover_jpeg_free(file) }
        guard status == .ok else {
            let reason = status == .out_of_memory ? "out of memory" : text(report.failure)
            throw .encodingFailed(.jpeg, reason: reason)
        }
        return unsafe Array(UnsafeBufferPointer(start: file, count: count))
    }
}
