/// Decodes JPEG and PNG files to upright RGB, within limits that are checked beforehand.
///
/// The pixels are, to the byte, those of Pillow's `ImageOps.exif_transpose(image).convert("RGB")`
/// unless a reduction was asked for.
package struct ImageDecoder: Sendable {
    /// What one image may cost.
    package let limits: ImageLimits

    /// Makes a decoder; it keeps nothing between images.
    package init(limits: ImageLimits = ImageLimits()) {
        self.limits = limits
    }

    /// Reads format and size without decoding, and holds them against the limits.
    ///
    /// - Parameter bytes: The whole file, or at least everything before its pixels.
    /// - Returns: What the file says of its picture.
    /// - Throws: An ``ImageError`` if it is no such file or exceeds a limit.
    package func readHeader(of bytes: [UInt8]) throws(ImageError) -> ImageHeader {
        switch try recognize(bytes) {
        case .jpeg: try admit(JPEGFile(bytes: bytes).readHeader())
        case .png: try admit(PNGFile(bytes: bytes).readHeader())
        }
    }

    /// Decodes a whole file.
    ///
    /// With `neededSide` a large JPEG is reduced while it is decoded, which costs a fraction of the
    /// time and memory: by the largest of 8, 4 and 2 that leaves its shorter side at least four
    /// times `neededSide`. The rest of the way down is left to a better filter, and a file whose
    /// shorter side is below eight times `neededSide` keeps every pixel.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - neededSide: The side, in pixels, that the caller will shrink the image to; nil keeps all.
    /// - Returns: The upright picture, and any damage that was met.
    /// - Throws: An ``ImageError`` if the file is refused; damage that libjpeg recovers from is a
    ///   warning in the result, the lack of an end never is.
    /// - Precondition: `neededSide` is positive.
    package func decode(
        _ bytes: [UInt8],
        neededSide: Int? = nil
    ) throws(ImageError) -> DecodedImage {
        precondition(neededSide ?? 1 > 0, "a side has at least one pixel")
        switch try recognize(bytes) {
        case .jpeg:
            let file = JPEGFile(bytes: bytes)
            let stored = try file.readHeader()
            let header = try admit(stored)
            let scaleDenominator = scaleDenominator(for: header, neededSide: neededSide)
            let (image, warning) = try file.decode(
                stored,
                scaleDenominator: scaleDenominator,
                limits: limits
            )
            return DecodedImage(
                image: image.turnedUpright(from: stored.orientation),
                header: header,
                scaleDenominator: scaleDenominator,
                warnings: warning.map { [$0] } ?? []
            )
        case .png:
            let file = PNGFile(bytes: bytes)
            let stored = try file.readHeader()
            let header = try admit(stored)
            let (image, warning) = try file.decode(stored)
            return DecodedImage(
                image: image,
                header: header,
                scaleDenominator: 1,
                warnings: warning.map { [$0] } ?? []
            )
        }
    }

    private func recognize(_ bytes: [UInt8]) throws(ImageError) -> ImageFormat {
        guard !bytes.isEmpty else { throw .empty }
        guard let format = ImageFormat(recognizing: bytes) else {
            throw .unknownFormat(resembling: ForeignContent.name(of: bytes))
        }
        return format
    }

    private func admit(_ header: JPEGFile.Header) throws(ImageError) -> ImageHeader {
        let (width, height) =
            header.orientation.swapsSides
            ? (header.height, header.width) : (header.width, header.height)
        return try admit(.jpeg, width: width, height: height)
    }

    private func admit(_ header: PNGFile.Header) throws(ImageError) -> ImageHeader {
        try admit(.png, width: header.width, height: header.height)
    }

    private func admit(
        _ format: ImageFormat,
        width: Int,
        height: Int
    ) throws(ImageError) -> ImageHeader {
        guard width * height <= limits.maximumPixels else {
            throw .tooLarge(width: width, height: height, maximumPixels: limits.maximumPixels)
        }
        guard max(width, height) <= limits.maximumSide else {
            throw .tooLong(width: width, height: height, maximumSide: limits.maximumSide)
        }
        return ImageHeader(format: format, width: width, height: height)
    }

    private func scaleDenominator(for header: ImageHeader, neededSide: Int?) -> Int {
        guard let neededSide else { return 1 }
        let shorterSide = min(header.width, header.height)
        return [8, 4, 2].first { shorterSide / $0 >= 4 * neededSide } ?? 1
    }
}
