import ImageCodecs
import Testing

/// One resizing of seeded content, and the CRC-32 of its result in Pillow.
struct Resizing: Sendable, CustomTestStringConvertible {
    /// Width and height of the content.
    let source: (width: Int, height: Int)
    /// Width and height of the result.
    let target: (width: Int, height: Int)
    /// CRC-32 of the result's bytes: RGB, or little-endian floats.
    let crc32: UInt32

    init(from source: (Int, Int), to target: (Int, Int), crc32: UInt32) {
        self.source = source
        self.target = target
        self.crc32 = crc32
    }

    var testDescription: String {
        "\(source.width)×\(source.height) to \(target.width)×\(target.height)"
    }
}

/// Seeded content, byte for byte that of `lcg_bytes` in `scripts/goldens/images.py`.
enum SeededContent {
    /// A picture whose seed is its size.
    static func picture(width: Int, height: Int) -> RGBImage {
        RGBImage(
            width: width,
            height: height,
            pixels: bytes(width * height * 3, seed: UInt64(width << 16 | height))
        )
    }

    /// Numbers of 0 up to 1 whose seed is the grid's size.
    static func grid(width: Int, height: Int) -> [Float] {
        bytes(width * height, seed: UInt64(width << 16 | height)).map { Float($0) / 256 }
    }

    private static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
    }
}

/// CRC-32 of ISO 3309, as zlib computes it, a bit at a time.
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
            sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
        }
    }
}
