import ImageCodecs
import Testing

/// Damaged files give a picture of the announced size or an ``ImageError``, and nothing else.
///
/// Most useful under `--sanitize=address`.
@Suite struct `Hostile input` {
    private let decoder = ImageDecoder(
        limits: ImageLimits(maximumPixels: 1_000_000, maximumWorkingMemory: 16 << 20)
    )

    @Test(arguments: Fixture.all)
    func `flipped bytes do no harm`(_ fixture: Fixture) throws {
        let sound = try fixture.load()
        var random = LinearCongruential(seed: UInt64(fixture.crc32))
        for _ in 0..<80 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                    in: 0...255,
                    using: &random
                )
            }
            attempt(bytes)
        }
    }

    @Test(arguments: Fixture.all.filter { $0.name.hasSuffix(".png") })
    func `flipped bytes under a sound checksum do no harm`(_ fixture: Fixture) throws {
        let sound = try fixture.load()
        var random = LinearCongruential(seed: UInt64(fixture.crc32))
        for _ in 0..<80 {
            var bytes = sound
            let (start, length) = try #require(chunks(of: sound).randomElement(using: &random))
            guard length > 0 else { continue }
            let place = start + 8 + Int.random(in: 0..<length, using: &random)
            bytes[place] = .random(in: 0...255, using: &random)
            let checksum = crc32(bytes[(start + 4)..<(start + 8 + length)])
            for index in 0..<4 {
                bytes[start + 8 + length + index] = UInt8(
                    truncatingIfNeeded: checksum >> (24 - 8 * index)
                )
            }
            attempt(bytes)
        }
    }

    @Test(arguments: Fixture.all)
    func `missing and doubled stretches do no harm`(_ fixture: Fixture) throws {
        let sound = try fixture.load()
        var random = LinearCongruential(seed: UInt64(fixture.crc32) + 1)
        for _ in 0..<40 {
            let start = Int.random(in: 0..<sound.count, using: &random)
            let end = min(sound.count, start + Int.random(in: 1...64, using: &random))
            attempt([UInt8](sound[..<start] + sound[end...]))
            attempt([UInt8](sound[..<end] + sound[start...]))
        }
    }

    @Test(arguments: ["", "\u{FF}\u{D8}\u{FF}", "\u{89}PNG\r\n\u{1A}\n"])
    func `random bytes do no harm`(_ prefix: String) {
        let prefix = prefix.unicodeScalars.map { UInt8($0.value) }
        var random = LinearCongruential(seed: 7)
        for length in 0..<400 {
            attempt(prefix + (0..<length).map { _ in .random(in: 0...255, using: &random) })
        }
    }

    @Test func `every damage to an EXIF segment leaves the picture upright or turned`() throws {
        let sound = try Fixture.load("orientation-6.jpg")
        let segment = try #require(sound.firstRange(of: Array("Exif".utf8)))
        let length = sound[segment.lowerBound - 2..<segment.lowerBound].reduce(0) {
            $0 << 8 | Int($1)
        }
        let end = segment.lowerBound + length - 2
        var turned = 0
        for place in segment.lowerBound..<end {
            for value in [0, 1, 2, 3, 8, 12, 0x12, 0x49, 0x4D, 0x7F, 0x80, 0xFE, 0xFF] as [UInt8] {
                var bytes = sound
                bytes[place] = value
                let header = try decoder.readHeader(of: bytes)
                #expect(Set([header.width, header.height]) == [16, 24])
                turned += header.width == 16 ? 1 : 0
            }
        }
        #expect(turned > 100)
        #expect(turned < (end - segment.lowerBound) * 13)
    }

    /// Decodes at full size and reduced, and checks whatever comes out.
    private func attempt(_ bytes: [UInt8]) {
        for neededSide in [nil, 3] {
            do throws(ImageError) {
                let decoded = try decoder.decode(bytes, neededSide: neededSide)
                let scale = decoded.scaleDenominator
                #expect(decoded.image.width == (decoded.header.width + scale - 1) / scale)
                #expect(decoded.image.height == (decoded.header.height + scale - 1) / scale)
            } catch {
                #expect(error.description.hasSuffix("."))
            }
        }
    }

    /// Where each chunk of a sound PNG file begins, and how many bytes of content it has.
    private func chunks(of bytes: [UInt8]) -> [(start: Int, length: Int)] {
        var chunks: [(start: Int, length: Int)] = []
        var start = 8
        while start < bytes.count {
            let length = bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
            chunks.append((start, length))
            start += 12 + length
        }
        return chunks
    }
}
