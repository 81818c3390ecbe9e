import ImageCodecs
import Landcover

/// Lays the colours of a map's values over an image.
struct Overlay {
    /// The image's share in each channel.
    private let imageShare: Float

    /// What each of the 256 colours adds to the image's share.
    private let tints: [Tint]

    /// Prepares the mixing of `(1 - opacity) * image + opacity * color`.
    ///
    /// - Parameters:
    ///   - colorMap: The colours that stand for 0…1.
    ///   - opacity: The colours' share; outside 0…1 the nearer end counts, NaN as 0.
    init(colorMap: ColorMap, opacity: Float) {
        let opacity = opacity > 0 ? min(opacity, 1) : 0
        imageShare = 1 - opacity
        tints = colorMap.colors.map { Tint($0, opacity: opacity) }
    }

    /// The image under the colours of the map, channels rounded to the nearest byte.
    func blend(_ heatmap: Heatmap, over image: RGBImage) -> RGBImage {
        let values = heatmap.upsampled(width: image.width, height: image.height)
        var pixels = image.pixels
        var offset = 0
        for value in values {
            let tint = tints[ColorMap.index(of: value)]
            pixels[offset] = UInt8(imageShare * Float(pixels[offset]) + tint.red)
            pixels[offset + 1] = UInt8(imageShare * Float(pixels[offset + 1]) + tint.green)
            pixels[offset + 2] = UInt8(imageShare * Float(pixels[offset + 2]) + tint.blue)
            offset += 3
        }
        return RGBImage(width: image.width, height: image.height, pixels: pixels)
    }
}

/// A colour's share in each channel, and the half that makes truncation round.
private struct Tint {
    let red: Float
    let green: Float
    let blue: Float

    init(_ color: RGBColor, opacity: Float) {
        red = opacity * Float(color.red) + 0.5
        green = opacity * Float(color.green) + 0.5
        blue = opacity * Float(color.blue) + 0.5
    }
}
