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
