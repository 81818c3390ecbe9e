import ImageCodecs
import Testing

@Suite struct `Limits` {
    @Test func `a JPEG header of 60000 × 60000 pixels is refused before a pixel is read`() throws {
        var bytes = try Fixture.load("quality-75.jpg")
        try setSize(of: &bytes, marker: 0xC0, width: 60_000, height: 60_000)
        let scan = try #require(bytes.firstRange(of: [0xFF, 0xDA]))
        // With nothing behind the header, reading on would be refused as truncated instead.
        let header = [UInt8](bytes[..<(scan.upperBound + 12)])
        let expected = ImageError.tooLarge(
            width: 60_000,
            height: 60_000,
            maximumPixels: 100_000_000
        )
        #expect(throws: expected) { _ = try ImageDecoder().decode(header) }
        #expect(throws: expected) { _ = try ImageDecoder().readHeader(of: header) }
    }

    @Test func `a PNG header of 60000 × 60000 pixels is refused before a pixel is read`() throws {
        let bytes = try png(width: 60_000, height: 60_000)
        #expect(
            throws: ImageError.tooLarge(
                width: 60_000,
                height: 60_000,
                maximumPixels: 100_000_000
            )
        ) {
            _ = try ImageDecoder().decode(bytes)
        }
    }

    @Test func `a picture that is all width is refused for its side`() throws {
        let bytes = try png(width: 65_501, height: 1)
        #expect(throws: ImageError.tooLong(width: 65_501, height: 1, maximumSide: 65_500)) {
            _ = try ImageDecoder().decode(bytes)
        }
    }

    @Test func `as many pixels as allowed are accepted, one fewer is not enough`() throws {
        let bytes = try Fixture.load("rgb.png")
        let exact = ImageDecoder(limits: ImageLimits(maximumPixels: 40 * 30, maximumSide: 40))
        #expect(try exact.decode(bytes).image.width == 40)
        let smaller = ImageDecoder(limits: ImageLimits(maximumPixels: 40 * 30 - 1))
        #expect(throws: ImageError.tooLarge(width: 40, height: 30, maximumPixels: 1199)) {
            _ = try smaller.decode(bytes)
        }
    }

    @Test func `a progressive JPEG that announces much and holds little takes no memory`() throws {
        var bytes = try Fixture.load("large-301x203-progressive.jpg")
        try setSize(of: &bytes, marker: 0xC2, width: 8000, height: 8000)
        let decoder = ImageDecoder(limits: ImageLimits(maximumWorkingMemory: 16 << 20))
        #expect(throws: ImageError.notEnoughMemory(.jpeg)) { _ = try decoder.decode(bytes) }
    }

    @Test func `a JPEG of hundreds of scans is refused for them`() throws {
        let bytes = try Fixture.load("progressive-17x31.jpg")
        let lastScan = try #require(bytes.ranges(of: [0xFF, 0xDA]).last).lowerBound
        let scan = bytes[lastScan..<(bytes.count - 2)]
        let scans = repeatElement(scan, count: 250).joined()
        let bomb = [UInt8](bytes.dropLast(2)) + scans + [0xFF, 0xD9]
        #expect(throws: ImageError.tooManyScans(maximum: 200)) {
            _ = try ImageDecoder().decode(bomb)
        }
        let patient = ImageDecoder(limits: ImageLimits(maximumScans: 300))
        #expect(try patient.decode(bomb).image.width == 17)
    }

    @Test func `a limit of zero is a programming error`() async {
        await #expect(processExitsWith: .failure) { _ = ImageLimits(maximumPixels: 0) }
        await #expect(processExitsWith: .failure) {
            _ = try? ImageDecoder().decode([], neededSide: 0)
        }
    }

    /// Overwrites width and height in the frame header that begins with `marker`.
    private func setSize(
        of bytes: inout [UInt8],
        marker: UInt8,
        width: Int,
        height: Int
    ) throws {
        let frame = try #require(bytes.firstRange(of: [0xFF, marker])).lowerBound
        bytes[frame + 5] = UInt8(height >> 8)
        bytes[frame + 6] = UInt8(height & 0xFF)
        bytes[frame + 7] = UInt8(width >> 8)
        bytes[frame + 8] = UInt8(width & 0xFF)
    }

    /// The beginning of a PNG file of this size: a sound header and some other picture's pixels.
    private func png(width: UInt32, height: UInt32) throws -> [UInt8] {
        func bigEndian(_ value: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
        }
        let bytes = try Fixture.load("rgb.png")
        let header = "IHDR".utf8 + bigEndian(width) + bigEndian(height) + bytes[24..<29]
        return bytes[..<12] + header + bigEndian(crc32(header)) + bytes[33...]
    }
}
