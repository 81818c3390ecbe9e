import ImageCodecs

/// A change of colours that treats every pixel alike.
struct ColorAdjustment: Hashable {
    /// What red, green and blue are multiplied by.
    var gains: [Float] = [1, 1, 1]

    /// What distances from the image's mean are multiplied by.
    var contrast: Float = 1

    /// Multiplies all channels by one number.
    init(brightness: Float = 1) {
        gains = [brightness, brightness, brightness]
    }

    /// Returns the image with its colours changed, rounded and clipped to 8 bits.
    func apply(to image: RGBImage) -> RGBImage {
        let mean = contrast == 1 ? 0 : Self.mean(of: image)
        // As every channel of a pixel has only 256 values, all the arithmetic goes into a table.
        let table = [UInt8](capacity: 3 * 256) { table in
            for channel in 0..<3 {
                for value in 0..<256 {
                    let level = gains[channel] * (mean + contrast * (Float(value) - mean))
                    table.append(UInt8(min(max(level.rounded(), 0), 255)))
                }
            }
        }
        let entries = table.span
        let source = image.pixels.span
        let pixels = [UInt8](capacity: source.count) { target in
            for offset in stride(from: 0, to: source.count, by: 3) {
                target.append(entries[Int(source[offset])])
                target.append(entries[256 + Int(source[offset + 1])])
                target.append(entries[512 + Int(source[offset + 2])])
            }
        }
        return RGBImage(width: image.width, height: image.height, pixels: pixels)
    }

    /// The mean of all samples.
    private static func mean(of image: RGBImage) -> Float {
        let sum = image.pixels.reduce(0) { $0 + Int($1) }
        return Float(sum) / Float(image.pixels.count)
    }
}
