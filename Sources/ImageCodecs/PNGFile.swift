import CLibPNG

/// A PNG file in memory, read by libpng.
struct PNGFile {
    /// The size of the picture.
    struct Header {
        /// Pixels a row, 1 to 2³¹ - 1.
        let width: Int
        /// Rows, 1 to 2³¹ - 1.
        let height: Int
    }

    /// The whole file.
    let bytes: [UInt8]

    /// Reads everything before the pixels; takes no memory that depends on the picture.
    func readHeader() throws(ImageError) -> Header {
        var (width, height): (UInt32, UInt32) = (0, 0)
        var report = landcover_png_report()
        let status = unsafe landcover_png_read_header(
            bytes,
            bytes.count,
            &width,
            &height,
            &report
        )
        try check(status, report)
        return Header(width: Int(width), height: Int(height))
    }

    /// Decodes the picture to what Pillow's `convert("RGB")` gives.
    ///
    /// Transparency is dropped and leaves the colour as it is stored; gamma and profiles are not
    /// applied. Of 16 bits the high byte is kept, for grey as for colour: Pillow clips 16-bit grey
    /// to 255 instead, which leaves most pictures white.
    ///
    /// - Parameter header: This file's header.
    /// - Returns: The picture, and a sentence on the faults that were met, if any.
    /// - Throws: ``ImageError/truncated(_:)``, ``ImageError/corrupt(_:reason:)`` or
    ///   ``ImageError/notEnoughMemory(_:)``.
    func decode(_ header: Header) throws(ImageError) -> (image: RGBImage, warning: String?) {
        let count = header.width * header.height * 3
        var report = landcover_png_report()
        var status = landcover_png_status.ok
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = unsafe landcover_png_decode(
                bytes,
                bytes.count,
                buffer.baseAddress,
                count,
                &report
            )
            initialized = status == .ok ? count : 0
        }
        try check(status, report)
        let warning = warningSentence(
            from: "libpng",
            count: report.warnings,
            first: text(report.first_warning)
        )
        return (RGBImage(width: header.width, height: header.height, pixels: pixels), warning)
    }

    /// Throws unless `status` is a success.
    private func check(
        _ status: landcover_png_status,
        _ report: landcover_png_report
    ) throws(ImageError) {
        switch status {
        case .ok: return
        case .truncated: throw .truncated(.png)
        case .corrupt: throw .corrupt(.png, reason: text(report.failure))
        case .out_of_memory: throw .notEnoughMemory(.png)
        case .wrong_buffer: preconditionFailure("the picture's size changed since its header")
        }
    }
}
