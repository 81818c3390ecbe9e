import ImageCodecs
import Testing

@Suite struct `PNG encoding` {
    @Test(arguments: [(1, 1), (7, 3), (224, 224), (1, 500)])
    func `what is encoded is decoded again`(_ width: Int, _ height: Int) throws {
        let image = picture(width: width, height: height)
        let file = try PNGEncoder().encode(image)
        let decoded = try ImageDecoder().decode(file)
        #expect(decoded.image == image)
        #expect(decoded.warnings.isEmpty)
    }

    @Test func `more effort makes a smaller file of the same picture`() throws {
        let image = picture(width: 100, height: 100)
        let stored = try PNGEncoder(compressionLevel: 0).encode(image)
        let small = try PNGEncoder(compressionLevel: 9).encode(image)
        #expect(stored.count > 100 * 100 * 3)
        #expect(small.count < stored.count / 2)
        #expect(try ImageDecoder().decode(stored).image == ImageDecoder().decode(small).image)
    }

    @Test func `a level that zlib does not have is a programming error`() async {
        await #expect(processExitsWith: .failure) { _ = PNGEncoder(compressionLevel: 10) }
    }

    private func picture(width: Int, height: Int) -> RGBImage {
        let pixels = (0..<(width * height * 3)).map { index in
            UInt8(truncatingIfNeeded: index / 7 ^ index % 3)
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }
}
