import HeatmapRendering
import ImageCodecs
import Landcover

/// An explanation of one class by the given evidence.
func explanation(
    of className: String = "SeaLake",
    probability: Float = 0.987,
    evidence: [Float],
    rows: Int,
    columns: Int
) -> Explanation {
    Explanation(
        prediction: Prediction(
            className: className,
            classIndex: 9,
            probability: probability,
            logit: 5
        ),
        heatmap: Heatmap(evidence: evidence, rows: rows, columns: columns)
    )
}

extension RGBImage {
    /// A picture whose every pixel differs from its neighbours.
    static func pattern(width: Int, height: Int) -> RGBImage {
        let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 11) }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// A picture of one colour.
    static func flat(_ color: RGBColor, width: Int, height: Int) -> RGBImage {
        let pixel = [color.red, color.green, color.blue]
        let pixels = [[UInt8]](repeating: pixel, count: width * height).flatMap(\.self)
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// The pixel in column `x` of row `y`.
    func color(x: Int, y: Int) -> RGBColor {
        let offset = (y * width + x) * 3
        return RGBColor(red: pixels[offset], green: pixels[offset + 1], blue: pixels[offset + 2])
    }

    /// Whether every pixel is a shade of grey.
    var isGray: Bool {
        (0..<width * height).allSatisfy { index in
            let pixel = pixels[index * 3..<index * 3 + 3]
            return Set(pixel).count == 1
        }
    }

    /// The part of the picture whose top left corner is at `x`, `y`.
    func part(x: Int, y: Int, width: Int, height: Int) -> RGBImage {
        let rows = (y..<y + height).map { row in
            pixels[(row * self.width + x) * 3..<(row * self.width + x + width) * 3]
        }
        return RGBImage(width: width, height: height, pixels: Array(rows.joined()))
    }
}

/// The generator of Steele, Lea and Flood 2014: small, seedable, the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
