import Testing
import Zlib

@Suite struct `CRC-32` {
    private let check = Array("123456789".utf8)

    @Test func `the standard check value comes out`() {
        #expect(CRC32.checksum(of: unsafe check.span.bytes) == 0xCBF4_3926)
    }

    @Test func `nothing has checksum zero, fed or not`() {
        let nothing: [UInt8] = []
        #expect(CRC32().value == 0)
        #expect(CRC32.checksum(of: unsafe nothing.span.bytes) == 0)
    }

    @Test func `an empty piece in the middle does not start again`() {
        let nothing: [UInt8] = []
        var checksum = CRC32()
        checksum.update(unsafe check.span.bytes)
        checksum.update(unsafe nothing.span.bytes)
        #expect(checksum.value == 0xCBF4_3926)
    }

    @Test(arguments: 0...9) func `where a stream is cut does not matter`(cut: Int) {
        var checksum = CRC32()
        checksum.update(unsafe check.span.bytes.extracting(first: cut))
        checksum.update(unsafe check.span.bytes.extracting(droppingFirst: cut))
        #expect(checksum.value == 0xCBF4_3926)
    }

    @Test func `one flipped bit anywhere is noticed`() {
        let sound = [UInt8](repeating: 0xA5, count: 4_099)
        let expected = CRC32.checksum(of: unsafe sound.span.bytes)
        for position in sound.indices {
            var damaged = sound
            damaged[position] ^= 1 << UInt8(position % 8)
            #expect(CRC32.checksum(of: unsafe damaged.span.bytes) != expected)
        }
    }

    @Test func `it agrees with the definition, bit by bit`() {
        // A linear congruential generator: any fixed bytes do, as long as all values occur.
        var state: UInt32 = 1
        let bytes = (0..<10_000).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 {
                remainder = (remainder >> 1) ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0)
            }
        }
        #expect(CRC32.checksum(of: unsafe bytes.span.bytes) == ~remainder)
    }
}
