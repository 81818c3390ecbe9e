import Testing
import Zlib

@Suite struct `Inflating` {
    /// What Python's `zlib.compressobj(9, zlib.DEFLATED, -15)` makes of ``text``, in blocks with
    /// Huffman codes of their own.
    private let compressed: [UInt8] = [
        141, 148, 217, 9, 2, 65, 16, 68, 255, 141, 98, 34, 144, 233, 99, 174, 28, 76, 66, 97, 22,
        69, 113, 65, 247, 199, 236, 61, 2, 176, 223, 231, 66, 211, 91, 253, 166, 170, 14, 151, 251,
        76, 57, 173, 75, 218, 206, 51, 45, 235, 99, 62, 183, 116, 122, 253, 190, 110, 199, 235, 220,
        239, 14, 223, 9, 9, 39, 60, 156, 24, 241, 95, 106, 56, 162, 37, 28, 177, 120, 139, 199, 90,
        106, 124, 80, 143, 169, 72, 6, 108, 21, 236, 113, 7, 244, 0, 225, 1, 16, 3, 198, 90, 192,
        158, 30, 235, 49, 117, 240, 158, 192, 125, 128, 179, 59, 216, 211, 99, 61, 69, 227, 187, 74,
        139, 249, 84, 192, 185, 130, 61, 13, 232, 105, 224, 174, 14, 248, 12, 192, 121, 84, 146, 11,
        240, 240, 146, 129, 131, 68, 128, 21, 133, 120, 90, 20, 132, 67, 140, 164, 204, 73, 92, 11,
        201, 125, 37, 5, 82, 73, 19, 53, 208, 104, 210, 157, 116, 8, 104, 88, 205, 164, 69, 132, 52,
        190, 230, 88, 147, 90, 142, 175, 83, 207, 2, 154, 13, 16, 215, 74, 54, 53, 162, 169, 147,
        235, 6, 224, 100, 132, 184, 9, 120, 187, 79, 41, 131, 230, 54, 224, 39, 115, 224, 76, 35,
        30, 183, 6, 210, 98, 29, 228, 206, 198, 255, 4, 191, 1,
    ]

    private let text = (0..<64).map { "Line \($0 * $0) of the forest by the lake.\n" }.joined()

    private func inflated(_ bytes: [UInt8], count: Int) throws(InflateError) -> [UInt8] {
        try Inflate.decompress(unsafe bytes.span.bytes, count: count)
    }

    @Test func `a stream of zlib's comes out as it went in`() throws {
        let expected = Array(text.utf8)
        #expect(try inflated(compressed, count: expected.count) == expected)
    }

    @Test(arguments: [0, 1, 255, 300, 70_000]) func `a stored stream comes out`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
        #expect(try inflated(stored(bytes), count: count) == bytes)
    }

    @Test func `a stream that is cut off anywhere is truncated`() {
        for count in compressed.indices {
            #expect(throws: InflateError.truncated) {
                _ = try inflated(Array(compressed.prefix(count)), count: text.utf8.count)
            }
        }
    }

    @Test(arguments: [0, 1, 7]) func `more than was announced is refused`(missing: Int) {
        let count = text.utf8.count - missing - 1
        #expect(throws: InflateError.tooLong(expected: count)) {
            _ = try inflated(compressed, count: count)
        }
        #expect(throws: InflateError.tooLong(expected: missing)) {
            _ = try inflated(stored(Array("12345678".utf8)), count: missing)
        }
    }

    @Test func `less than was announced is refused`() {
        let found = text.utf8.count
        #expect(throws: InflateError.tooShort(expected: found + 1, found: found)) {
            _ = try inflated(compressed, count: found + 1)
        }
        #expect(throws: InflateError.tooShort(expected: 9, found: 0)) {
            _ = try inflated(stored([]), count: 9)
        }
    }

    @Test func `bytes behind the stream are refused`() {
        #expect(throws: InflateError.trailingBytes(count: 2)) {
            _ = try inflated(compressed + [0, 0], count: text.utf8.count)
        }
    }

    @Test func `what is no stream is refused with zlib's reason`() {
        #expect(throws: InflateError.corrupt(reason: "invalid block type")) {
            _ = try inflated([0xFF, 0xFF], count: 10)
        }
        #expect(throws: InflateError.truncated) { _ = try inflated([], count: 0) }
    }

    @Test func `a bomb fills no more than was announced`() {
        // A megabyte of zeros in a kilobyte: each round of the loop copies the 258 bytes before.
        let zeros = InflateBomb.bytes(copies: 4_000)
        #expect(throws: InflateError.tooLong(expected: 100)) {
            _ = try inflated(zeros, count: 100)
        }
        #expect(throws: Never.self) { _ = try inflated(zeros, count: 1 + 258 * 4_000) }
    }

    @Test func `flipped bits give the announced number of bytes or an error`() {
        var outcomes = (sound: 0, refused: 0)
        for position in compressed.indices {
            for bit in 0..<8 {
                var damaged = compressed
                damaged[position] ^= 1 << UInt8(bit)
                do throws(InflateError) {
                    let bytes = try inflated(damaged, count: text.utf8.count)
                    #expect(bytes.count == text.utf8.count)
                    outcomes.sound += 1
                } catch {
                    #expect(!error.description.isEmpty)
                    outcomes.refused += 1
                }
            }
        }
        // A flip in a literal changes a letter; one in the codes or the structure is noticed.
        #expect(outcomes.sound > 0 && outcomes.refused > 100)
    }

    @Test func `a negative length is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            let nothing: [UInt8] = []
            _ = try Inflate.decompress(unsafe nothing.span.bytes, count: -1)
        }
    }

    /// A stream of stored blocks (RFC 1951, 3.2.4).
    private func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for number in [length, ~length] {
                stream += [UInt8(number & 0xFF), UInt8(number >> 8)]
            }
            stream += block
        } while !rest.isEmpty
        return stream
    }
}

/// A stream in the fixed code (RFC 1951, 3.2.6): a zero, and then copies of what is before.
private enum InflateBomb {
    static func bytes(copies: Int) -> [UInt8] {
        var bits: [UInt8] = [1, 1, 0]  // the last block, fixed code
        bits += [0, 0, 1, 1, 0, 0, 0, 0]  // the literal 0
        for _ in 0..<copies {
            bits += [1, 1, 0, 0, 0, 1, 0, 1]  // length 258
            bits += [0, 0, 0, 0, 0]  // distance 1
        }
        bits += [0, 0, 0, 0, 0, 0, 0]  // the end
        return stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start...].prefix(8).reversed().reduce(0) { $0 << 1 | $1 }
        }
    }
}
