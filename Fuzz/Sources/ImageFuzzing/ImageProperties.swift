import Fuzzing
import ImageCodecs

/// What every image file must do, whatever its format.
package struct ImageProperties {
    private let limits: ImageLimits
    private let neededSide: Int?
    private let isEncodedAgain: Bool

    /// Chooses how files are decoded.
    ///
    /// - Parameter option: The lowest three bits choose the side the caller needs; the next one
    ///   limits that many files exceed; then whether the picture is encoded again; then less memory
    ///   than a progressive JPEG needs.
    package init(option: UInt8) {
        neededSide = [nil, 1, 2, 3, 8, 16, 64, 224][Int(option & 7)]
        // Small enough for thousands of pictures a second; every code path stays in reach.
        let isTight = option & 8 != 0
        limits = ImageLimits(
            maximumPixels: isTight ? 1 << 10 : 1 << 16,
            maximumSide: isTight ? 48 : 1 << 14,
            maximumWorkingMemory: option & 32 != 0 ? 1 << 10 : 4 << 20,
            maximumScans: isTight ? 3 : 16
        )
        isEncodedAgain = option & 16 != 0
    }

    /// Decodes a file twice, and holds the picture against the file's header and the limits.
    package func check(_ file: [UInt8]) {
        let decoder = ImageDecoder(limits: limits)
        let header = Result { () throws(ImageError) in try decoder.readHeader(of: file) }
        if case .success(let header) = header { expectInLimits(header) }
        do throws(ImageError) {
            let decoded = try decoder.decode(file, neededSide: neededSide)
            expect(header == .success(decoded.header), "\(decoded.header) is \(header)")
            expectSize(decoded)
            let again = try decoder.decode(file, neededSide: neededSide)
            expect(again == decoded, "a file has one picture")
            if isEncodedAgain { try expectEncodable(decoded.image) }
        } catch {
            expectReadable(error)
            if case .failure(let headerError) = header {
                expect(error == headerError, "\(error) is \(headerError)")
            }
        }
    }

    private func expectInLimits(_ header: ImageHeader) {
        expect(min(header.width, header.height) > 0, "\(header) has a size")
        expect(header.width * header.height <= limits.maximumPixels, "\(header) is in the limit")
        expect(max(header.width, header.height) <= limits.maximumSide, "\(header) is in the limit")
    }

    private func expectSize(_ decoded: DecodedImage) {
        let (header, image, scale) = (decoded.header, decoded.image, decoded.scaleDenominator)
        expect([1, 2, 4, 8].contains(scale), "\(scale) is a scale")
        expect(neededSide != nil || scale == 1, "nothing is scaled unless that was asked for")
        expect(image.width == (header.width + scale - 1) / scale, "\(header) has its width")
        expect(image.height == (header.height + scale - 1) / scale, "\(header) has its height")
        expect(image.pixels.count == image.width * image.height * 3, "\(header) has its pixels")
        let least = neededSide.map { min(4 * $0, min(header.width, header.height)) } ?? 1
        expect(min(image.width, image.height) >= least, "\(header) keeps what the caller needs")
    }

    /// Encodes a picture: PNG gives it back, JPEG its size.
    private func expectEncodable(_ image: RGBImage) throws(ImageError) {
        let png = try ImageDecoder().decode(try PNGEncoder().encode(image))
        expect(png.image == image && png.warnings.isEmpty, "PNG gives back what was put in")
        let jpeg = try ImageDecoder().decode(try JPEGEncoder.encode(image, quality: 75))
        expect((jpeg.image.width, jpeg.image.height) == (image.width, image.height), "the size")
        expect(jpeg.warnings.isEmpty, "a JPEG file of ours is sound: \(jpeg.warnings)")
    }
}
