import ImageCodecs
import Testing

@Suite struct `JPEG encoding` {
    @Test(arguments: [(1, 1), (7, 3), (64, 64), (224, 224), (1, 500), (17, 16)])
    func `what is encoded is decoded to nearly the same`(_ width: Int, _ height: Int) throws {
        let image = gradient(width: width, height: height)
        let decoded = try ImageDecoder().decode(JPEGEncoder.encode(image, quality: 95))
        #expect(decoded.header.format == .jpeg)
        #expect(decoded.image.width == width && decoded.image.height == height)
        #expect(decoded.warnings.isEmpty)
        #expect(meanDifference(decoded.image, image) < 2)
    }

    @Test func `a higher quality makes a larger file that is closer`() throws {
        let image = gradient(width: 200, height: 150)
        let files = try [10, 50, 90].map { try JPEGEncoder.encode(image, quality: $0) }
        #expect(files[0].count < files[1].count && files[1].count < files[2].count)
        let differences = try files.map { file in
            meanDifference(try ImageDecoder().decode(file).image, image)
        }
        #expect(differences[0] > differences[1] && differences[1] > differences[2])
    }

    @Test func `noise at the best quality outgrows the first buffer and survives`() throws {
        var random = LinearCongruential(seed: 5)
        let noise = RGBImage(
            width: 300,
            height: 300,
            pixels: (0..<270_000).map { _ in .random(in: 0...255, using: &random) }
        )
        let file = try JPEGEncoder.encode(noise, quality: 100)
        #expect(file.count > 65_536)
        #expect(file.prefix(2) == [0xFF, 0xD8] && file.suffix(2) == [0xFF, 0xD9])
        // Half of the colour is lost to subsampling, the lightness is not.
        let decoded = try ImageDecoder().decode(file).image
        #expect(meanDifference(lightness(of: decoded), lightness(of: noise)) < 8)
    }

    @Test func `it is a baseline file with colour at half the resolution`() throws {
        let file = try JPEGEncoder.encode(gradient(width: 32, height: 32), quality: 75)
        let frame = try #require(file.firstRange(of: [0xFF, 0xC0])).lowerBound
        let factors = (0..<3).map { file[frame + 11 + 3 * $0] }
        #expect(factors == [0x22, 0x11, 0x11])
    }

    @Test func `the same picture makes the same file`() throws {
        let image = gradient(width: 64, height: 64)
        #expect(
            try JPEGEncoder.encode(image, quality: 80) == JPEGEncoder.encode(image, quality: 80)
        )
    }

    @Test func `a picture that is too wide for JPEG is refused with libjpeg's words`() throws {
        let image = gradient(width: 65_501, height: 1)
        let error = #expect(throws: ImageError.self) {
            _ = try JPEGEncoder.encode(image, quality: 75)
        }
        guard case .encodingFailed(.jpeg, let reason)? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(reason.contains("65500"))
        #expect(error?.description.contains("JPEG") == true)
    }

    @Test func `a quality that libjpeg does not have is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            let image = RGBImage(width: 1, height: 1, pixels: [0, 0, 0])
            _ = try JPEGEncoder.encode(image, quality: 0)
        }
    }

    private func gradient(width: Int, height: Int) -> RGBImage {
        let pixels = (0..<height).flatMap { row in
            (0..<width).flatMap { column -> [UInt8] in
                let (across, down) = (255 * column / max(width, 64), 255 * row / max(height, 64))
                return [UInt8(across), UInt8(down), UInt8((across + down) / 2)]
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    private func lightness(of image: RGBImage) -> RGBImage {
        let pixels = stride(from: 0, to: image.pixels.count, by: 3).flatMap { offset in
            let (red, green, blue) = (
                Int(image.pixels[offset]), Int(image.pixels[offset + 1]),
                Int(image.pixels[offset + 2])
            )
            let level = (299 * red + 587 * green + 114 * blue) / 1000
            return [UInt8](repeating: UInt8(level), count: 3)
        }
        return RGBImage(width: image.width, height: image.height, pixels: pixels)
    }

    private func meanDifference(_ a: RGBImage, _ b: RGBImage) -> Double {
        let sum = zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Double(sum) / Double(a.pixels.count)
    }
}
