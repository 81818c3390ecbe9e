import HeatmapRendering
import Landcover
import Testing

/// The goldens are printed by `scripts/goldens/colormaps.py`, from matplotlib.
@Suite struct ColorLookupTests {
    @Test(arguments: [
        (ColorMap.turbo, UInt32(0xdac3_c2dc)), (.jet, 0x2b1c_5668), (.viridis, 0xf407_8eb3),
    ])
    func `all 256 colours are matplotlib's`(map: ColorMap, checksum: UInt32) {
        let bytes = (0...255).flatMap { index in
            let color = map.color(at: Float(index) / 255)
            return [color.red, color.green, color.blue]
        }
        #expect(crc32(bytes) == checksum)
    }

    @Test(arguments: [
        (ColorMap.turbo, 0, UInt32(0x30_123b)), (.turbo, 1, 0x32_1543), (.turbo, 64, 0x28_bceb),
        (.turbo, 128, 0xa4_fc3c), (.turbo, 192, 0xfb_7e21), (.turbo, 255, 0x7a_0403),
        (.jet, 0, 0x00_0080), (.jet, 128, 0x7d_ff7a), (.jet, 255, 0x80_0000),
        (.viridis, 0, 0x44_0154), (.viridis, 128, 0x21_918c), (.viridis, 255, 0xfd_e725),
    ])
    func `known colours lie where they are published`(map: ColorMap, index: Int, packed: UInt32) {
        let color = map.color(at: Float(index) / 255)
        let bytes = [color.red, color.green, color.blue]
        #expect(bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } == packed)
    }

    @Test func `a value takes the nearest colour`() {
        let map = ColorMap.turbo
        #expect(map.color(at: 99.6 / 255) == map.color(at: 100.0 / 255))
        #expect(map.color(at: 100.4 / 255) == map.color(at: 100.0 / 255))
        #expect(map.color(at: 100.6 / 255) != map.color(at: 100.0 / 255))
    }

    @Test(arguments: ColorMap.allCases)
    func `values outside the scale take its ends and NaN shows no evidence`(map: ColorMap) {
        for low in [-0.1, -Float.infinity, .nan, -.zero] {
            #expect(map.color(at: low) == map.color(at: 0))
        }
        for high in [1.1, Float.infinity, .greatestFiniteMagnitude] {
            #expect(map.color(at: high) == map.color(at: 1))
        }
    }

    /// CRC-32 as zlib computes it, bit by bit.
    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { checksum, byte in
            (0..<8).reduce(checksum ^ UInt32(byte)) { bits, _ in
                bits >> 1 ^ (bits & 1 == 1 ? 0xedb8_8320 : 0)
            }
        }
    }
}
