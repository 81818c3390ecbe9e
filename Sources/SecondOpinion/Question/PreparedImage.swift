package import ImageCodecs
import Resampling

/// A picture as it goes to the model: a PNG file whose longer side is what was asked for.
///
/// A patch of 64 × 64 pixels is less than models are used to, so it is enlarged here, where the
/// filter is known, and not at the server, where it is not.
package struct PreparedImage: Hashable, Sendable {
    /// The PNG file.
    package let png: [UInt8]

    /// Pixels a row.
    package let width: Int

    /// Rows.
    package let height: Int

    /// The longest PNG file that is sent, in bytes; a 512 × 512 picture cannot come near.
    package static let largestFile = 8 << 20

    /// Enlarges or shrinks a picture, bilinearly, until its longer side has `side` pixels, and
    /// writes it as PNG.
    package init(_ image: RGBImage, side: Int) throws(SecondOpinionError) {
        let size = Self.size(of: image, side: side)
        let plan = BilinearResampler(from: (image.width, image.height), to: size)
        do throws(ImageError) {
            // Uploading costs more than deflating: zlib's usual effort, not the fastest.
            png = try PNGEncoder(compressionLevel: 6).encode(plan.resample(image))
        } catch {
            throw .imageNotEncoded(error)
        }
        (width, height) = size
    }

    /// Takes over a PNG file that was prepared elsewhere; only its header is looked at.
    package init(png: [UInt8]) throws(SecondOpinionError) {
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        guard png.starts(with: signature), png.count > 33, png[12..<16].elementsEqual("IHDR".utf8)
        else { throw .unsendableImage(problem: "is no PNG file") }
        guard png.count <= Self.largestFile else {
            throw .unsendableImage(problem: "has \(png.count) bytes of \(Self.largestFile) allowed")
        }
        self.png = png
        width = Self.bigEndian(png[16..<20])
        height = Self.bigEndian(png[20..<24])
        let sides = 1...OpinionSettings.largestImageSide
        guard sides.contains(width), sides.contains(height) else {
            throw .unsendableImage(problem: "has \(width) × \(height) pixels")
        }
    }

    private static func size(of image: RGBImage, side: Int) -> (width: Int, height: Int) {
        let longer = max(image.width, image.height)
        func scaled(_ length: Int) -> Int { max(1, (length * side + longer / 2) / longer) }
        return (scaled(image.width), scaled(image.height))
    }

    private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }
}
