import ImageCodecs

/// The definition of the bilinear resizing, one pixel at a time and with nothing shared with the
/// module: for the comparison with the fast loops on sizes that have no golden.
enum ReferenceResampler {
    static func resize(_ image: RGBImage, width: Int, height: Int) -> RGBImage {
        var narrow: [UInt8] = []
        for row in 0..<image.height {
            for column in 0..<width {
                for channel in 0..<3 {
                    narrow.append(
                        sample(column, from: image.width, to: width) {
                            image.pixels[(row * image.width + $0) * 3 + channel]
                        }
                    )
                }
            }
        }
        var pixels: [UInt8] = []
        for row in 0..<height {
            for byte in 0..<(width * 3) {
                pixels.append(
                    sample(row, from: image.height, to: height) { narrow[$0 * width * 3 + byte] }
                )
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// Pixel `target` of a line that is resized from `source` to `length` pixels.
    private static func sample(
        _ target: Int,
        from source: Int,
        to length: Int,
        _ pixel: (Int) -> UInt8
    ) -> UInt8 {
        guard source != length else { return pixel(target) }
        let scale = Double(source) / Double(length)
        let radius = max(scale, 1)
        let center = (Double(target) + 0.5) * scale
        let window = max(0, Int(center - radius + 0.5))..<min(source, Int(center + radius + 0.5))
        let weights = window.map { index in
            // As in Pillow, a multiplication by the reciprocal: the last bit decides roundings.
            let distance = abs((Double(index) - center + 0.5) * (1 / radius))
            return distance < 1 ? 1 - distance : 0
        }
        let total = weights.reduce(0, +)
        let sum = zip(window, weights).reduce(1 << 21) { sum, tap in
            sum + Int(pixel(tap.0))
                * Int((tap.1 / total * 4_194_304).rounded(.toNearestOrAwayFromZero))
        }
        return UInt8(clamping: sum >> 22)
    }
}
