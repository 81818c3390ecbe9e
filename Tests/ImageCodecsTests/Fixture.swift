import Foundation
import ImageCodecs
import Testing

/// A picture that `scripts/goldens/images.py` wrote, and Pillow's opinion of it.
struct Fixture: Sendable, CustomTestStringConvertible {
    /// The file's name in `Fixtures`.
    let name: String
    /// By how much libjpeg reduced each side while decoding.
    let scaleDenominator: Int
    /// Pixels a row of the upright, perhaps reduced, picture.
    let width: Int
    /// Rows of the upright, perhaps reduced, picture.
    let height: Int
    /// CRC-32 of its RGB bytes.
    let crc32: UInt32

    var testDescription: String {
        scaleDenominator == 1 ? name : "\(name) at 1/\(scaleDenominator)"
    }

    /// Every picture at its full size.
    static let all: [Fixture] = table("decoded.txt") { fields in
        Fixture(
            name: fields[0],
            scaleDenominator: 1,
            width: try number(fields[1]),
            height: try number(fields[2]),
            crc32: try number(fields[3], radix: 16)
        )
    }

    /// Some JPEGs at a half, a quarter and an eighth.
    static let scaled: [Fixture] = table("scaled.txt") { fields in
        Fixture(
            name: fields[0],
            scaleDenominator: try number(fields[1]),
            width: try number(fields[2]),
            height: try number(fields[3]),
            crc32: try number(fields[4], radix: 16)
        )
    }

    /// The picture's file.
    func load() throws -> [UInt8] { try Self.load(name) }

    /// The file `name` of `Fixtures`.
    static func load(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.resourceURL)
        return [UInt8](try Data(contentsOf: folder.appending(path: "Fixtures/\(name)")))
    }

    private static func table(
        _ name: String,
        _ row: ([String]) throws -> Fixture
    ) -> [Fixture] {
        do {
            let text = String(decoding: try load(name), as: UTF8.self)
            return try text.split(separator: "\n").map { line in
                try row(line.split(separator: " ").map(String.init))
            }
        } catch {
            Issue.record(error, "\(name) is not readable")
            return []
        }
    }

    private static func number<Number: FixedWidthInteger>(
        _ text: String,
        radix: Int = 10
    ) throws -> Number {
        try #require(Number(text, radix: radix))
    }
}

/// CRC-32 of ISO 3309, as zlib and PNG compute it, a bit at a time.
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
            sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
        }
    }
}

/// Knuth's 64-bit linear congruential generator: the same numbers in every run.
struct LinearCongruential: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // The low bits of such a generator are poor, so the high halves of two steps make one.
        step() << 32 | step()
    }

    private mutating func step() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 32
    }
}
