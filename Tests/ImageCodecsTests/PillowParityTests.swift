import ImageCodecs
import Testing

@Suite struct `Parity with Pillow` {
    @Test func `the tables of goldens are complete`() {
        #expect(Fixture.all.count >= 50)
        #expect(Fixture.scaled.count >= 6)
    }

    @Test(arguments: Fixture.all)
    func `a picture has Pillow's pixels to the byte`(_ fixture: Fixture) throws {
        let decoded = try ImageDecoder().decode(fixture.load())
        #expect(decoded.image.width == fixture.width)
        #expect(decoded.image.height == fixture.height)
        #expect(crc32(decoded.image.pixels) == fixture.crc32)
        #expect(decoded.scaleDenominator == 1)
        #expect(decoded.warnings.isEmpty)
    }

    @Test(arguments: Fixture.all)
    func `a header tells the size without decoding`(_ fixture: Fixture) throws {
        let header = try ImageDecoder().readHeader(of: fixture.load())
        #expect(header.width == fixture.width)
        #expect(header.height == fixture.height)
        #expect(header.format == (fixture.name.hasSuffix(".png") ? .png : .jpeg))
    }

    @Test(arguments: Fixture.scaled)
    func `a large JPEG is reduced as Pillow's draft mode reduces it`(_ fixture: Fixture) throws {
        let bytes = try fixture.load()
        let full = try ImageDecoder().readHeader(of: bytes)
        let neededSide = min(full.width, full.height) / fixture.scaleDenominator / 4
        let decoded = try ImageDecoder().decode(bytes, neededSide: neededSide)
        #expect(decoded.scaleDenominator == fixture.scaleDenominator)
        #expect(decoded.image.width == fixture.width)
        #expect(decoded.image.height == fixture.height)
        #expect(crc32(decoded.image.pixels) == fixture.crc32)
        #expect(decoded.header == full)
    }

    @Test func `a picture below eight times the needed side keeps every pixel`() throws {
        let bytes = try Fixture.load("large-300x200.jpg")
        let whole = try ImageDecoder().decode(bytes)
        #expect(try ImageDecoder().decode(bytes, neededSide: 26) == whole)
        #expect(try ImageDecoder().decode(bytes, neededSide: 25) != whole)
    }

    @Test func `a PNG is never reduced`() throws {
        let decoded = try ImageDecoder().decode(Fixture.load("rgb.png"), neededSide: 1)
        #expect(decoded.scaleDenominator == 1)
        #expect(decoded.image.width == 40)
    }
}
