import CLibJPEG

/// A JPEG file in memory, read by libjpeg.
struct JPEGFile {
    /// What stands before the first scan.
    struct Header {
        /// Pixels a row as stored, 1 to 65500.
        let width: Int
        /// Rows as stored, 1 to 65500.
        let height: Int
        /// How the stored picture is to be turned.
        let orientation: ExifOrientation
    }

    /// The whole file.
    let bytes: [UInt8]

    /// Reads everything before the first scan; takes no memory that depends on the picture.
    func readHeader() throws(ImageError) -> Header {
        var header = landcover_jpeg_header()
        var report = landcover_jpeg_report()
        let status = unsafe landcover_jpeg_read_header(bytes, bytes.count, &header, &report)
        try check(status, report, ImageLimits())
        let exif = bytes.dropFirst(header.exif_offset).prefix(header.exif_length)
        return Header(
            width: Int(header.width),
            height: Int(header.height),
            orientation: ExifOrientation(tiff: exif)
        )
    }

    /// Decodes the picture as it is stored, to the byte what Pillow's `convert("RGB")` gives.
    ///
    /// - Parameters:
    ///   - header: This file's header.
    ///   - scaleDenominator: 1, 2, 4 or 8; each side is divided by it and rounded up.
    ///   - limits: Memory and scans that the decoding may take.
    /// - Returns: The picture, and a sentence on the damage that was met, if any.
    /// - Throws: What libjpeg cannot go on from, as an ``ImageError``.
    func decode(
        _ header: Header,
        scaleDenominator: Int,
        limits: ImageLimits
    ) throws(ImageError) -> (image: RGBImage, warning: String?) {
        let width = (header.width + scaleDenominator - 1) / scaleDenominator
        let height = (header.height + scaleDenominator - 1) / scaleDenominator
        let count = width * height * 3
        let options = landcover_jpeg_options(
            scale_denominator: UInt32(scaleDenominator),
            maximum_scans: Int32(clamping: limits.maximumScans),
            maximum_memory: limits.maximumWorkingMemory
        )
        var report = landcover_jpeg_report()
        var status = landcover_jpeg_status.ok
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = unsafe landcover_jpeg_decode(
                bytes,
                bytes.count,
                options,
                buffer.baseAddress,
                count,
                &report
            )
            initialized = status == .ok ? count : 0
        }
        try check(status, report, limits)
        let warning = warningSentence(
            from: "libjpeg",
            count: report.warnings,
            first: text(report.first_warning)
        )
        return (RGBImage(width: width, height: height, pixels: pixels), warning)
    }

    /// Throws unless `status` is a success.
    private func check(
        _ status: landcover_jpeg_status,
        _ report: landcover_jpeg_report,
        _ limits: ImageLimits
    ) throws(ImageError) {
        switch status {
        case .ok: return
        case .truncated: throw .truncated(.jpeg)
        case .corrupt: throw .corrupt(.jpeg, reason: text(report.failure))
        case .unsupported: throw .unsupported(.jpeg, reason: text(report.failure))
        case .too_many_scans: throw .tooManyScans(maximum: limits.maximumScans)
        case .out_of_memory: throw .notEnoughMemory(.jpeg)
        case .wrong_buffer: preconditionFailure("libjpeg rounds scaled sizes up")
        }
    }
}
