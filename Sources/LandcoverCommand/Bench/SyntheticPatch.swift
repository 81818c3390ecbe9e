import Glibc
import ImageCodecs
import Randomness

/// Images to send where nobody named any.
enum SyntheticPatch {
    // EuroSAT's.
    private static let side = 64

    /// Returns different JPEG files of soft hills of colour under noise, of the size and about the
    /// length of Sentinel-2 patches.
    ///
    /// - Throws: An ``ImageError`` if libjpeg fails.
    static func files(_ count: Int, seed: UInt64) throws(ImageError) -> [[UInt8]] {
        var files: [[UInt8]] = []
        for number in 0..<count {
            var random = SeededGenerator(seed: seed, stream: UInt64(number))
            let image = RGBImage(width: side, height: side, pixels: paint(&random))
            files.append(try JPEGEncoder.encode(image, quality: 90))
        }
        return files
    }

    private static func paint(_ random: inout SeededGenerator) -> [UInt8] {
        let waves = (0..<3).map { _ in
            (x: random.fraction() / 8, y: random.fraction() / 8, phase: random.fraction() * 6.3)
        }
        let color = (0..<3).map { _ in 60 + 100 * random.fraction() }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(3 * side * side)
        for y in 0..<side {
            for x in 0..<side {
                let noise = 24 * (random.fraction() - 0.5)
                for channel in 0..<3 {
                    let wave = waves[channel]
                    let hill = 30 * sin(wave.x * Double(x) + wave.y * Double(y) + wave.phase)
                    pixels.append(UInt8(clamping: Int(color[channel] + hill + noise)))
                }
            }
        }
        return pixels
    }
}
