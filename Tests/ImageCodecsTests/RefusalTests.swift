import ImageCodecs
import Testing

@Suite struct `Refusals` {
    private let decoder = ImageDecoder()

    @Test func `no bytes are refused as empty`() {
        #expect(throws: ImageError.empty) { _ = try decoder.decode([]) }
    }

    @Test(arguments: [
        ("GIF89a\u{1}", "a GIF image"),
        ("RIFF\u{10}\0\0\0WEBPVP8 ", "a WebP image"),
        ("II*\0\u{8}\0\0\0", "a TIFF image"),
        ("MM\0*\0\0\0\u{8}", "a TIFF image"),
        ("BM6\0\0\0", "a BMP image"),
        ("%PDF-1.7", "a PDF document"),
        ("\0\0\0\u{1c}ftypavif", "an AVIF image"),
        ("<!DOCTYPE html>", "an HTML, XML or SVG document"),
        ("not an image\n", "text"),
        ("\0\0\0\0\0\0\0\0\0\0", "zeros"),
        ("\u{1}\u{2}\u{3}", "binary data of an unknown kind"),
    ])
    func `another format is refused by its name`(_ content: String, _ name: String) {
        let error = #expect(throws: ImageError.self) {
            _ = try decoder.decode([UInt8](content.utf8))
        }
        #expect(error == .unknownFormat(resembling: name))
        #expect(error?.description.contains("JPEG or PNG") == true)
    }

    @Test(arguments: Fixture.all)
    func `a file that was cut off is refused as truncated, wherever it was cut`(
        _ fixture: Fixture
    ) throws {
        let bytes = try fixture.load()
        let isPNG = fixture.name.hasSuffix(".png")
        let shortest = isPNG ? 8 : 3
        let step = max(1, bytes.count / 150)
        for length in stride(from: shortest, to: bytes.count, by: step) {
            #expect(throws: ImageError.truncated(isPNG ? .png : .jpeg), "cut at \(length)") {
                _ = try decoder.decode([UInt8](bytes.prefix(length)))
            }
        }
        #expect(throws: ImageError.truncated(isPNG ? .png : .jpeg)) {
            _ = try decoder.decode(bytes.dropLast())
        }
    }

    @Test func `a JPEG whose scan ends early gives a picture and a warning`() throws {
        let bytes = try Fixture.load("eurosat-like.jpg")
        let healed = [UInt8](bytes.prefix(bytes.count / 2)) + [0xFF, 0xD9]
        let decoded = try decoder.decode(healed)
        #expect(decoded.image.width == 64)
        #expect(decoded.warnings.count == 1)
        #expect(decoded.warnings[0].contains("premature end of data segment"))
    }

    @Test func `a PNG with a wrong checksum is refused`() throws {
        var bytes = try Fixture.load("rgb.png")
        bytes[bytes.count - 14] ^= 1  // IDAT's checksum, before the 12 bytes of IEND
        #expect(throws: ImageError.corrupt(.png, reason: "IDAT: CRC error")) {
            _ = try decoder.decode(bytes)
        }
    }

    @Test func `a PNG with a wrong checksum in a chunk nobody needs is refused, too`() throws {
        var bytes = try Fixture.load("ancillary-chunks.png")
        bytes[33 + 8] ^= 1  // the gamma, in the first chunk after IHDR
        #expect(throws: ImageError.corrupt(.png, reason: "gAMA: CRC error")) {
            _ = try decoder.decode(bytes)
        }
    }

    @Test func `a JPEG without its quantization tables is refused as damaged`() throws {
        let bytes = try Fixture.load("quality-75.jpg")
        let table = try #require(bytes.firstRange(of: [0xFF, 0xDB])).lowerBound
        let length = Int(bytes[table + 2]) << 8 | Int(bytes[table + 3])
        let damaged = [UInt8](bytes[..<table] + bytes[(table + 2 + length)...])
        let reason = "Quantization table 0x00 was not defined"
        #expect(throws: ImageError.corrupt(.jpeg, reason: reason)) {
            _ = try decoder.decode(damaged)
        }
    }

    @Test func `a JPEG of twelve bits a sample is refused as unsupported`() throws {
        var bytes = try Fixture.load("quality-75.jpg")
        let frame = try #require(bytes.firstRange(of: [0xFF, 0xC0])).lowerBound
        bytes[frame + 4] = 12
        #expect(
            throws: ImageError.unsupported(.jpeg, reason: "Unsupported JPEG data precision 12")
        ) {
            _ = try decoder.decode(bytes)
        }
    }

    @Test func `a lossless JPEG is refused as unsupported`() throws {
        var bytes = try Fixture.load("quality-75.jpg")
        let frame = try #require(bytes.firstRange(of: [0xFF, 0xC0])).lowerBound
        bytes[frame + 1] = 0xC3
        let error = #expect(throws: ImageError.self) { _ = try decoder.decode(bytes) }
        guard case .unsupported(.jpeg, _) = error else {
            Issue.record("not unsupported: \(String(describing: error))")
            return
        }
    }
}
