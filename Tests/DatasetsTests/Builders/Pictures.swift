import Datasets
import ImageCodecs
import Randomness

/// Pictures made for the tests.
enum Picture {
    /// Smooth colours with some structure, unlike in every seed.
    static func smooth(width: Int = 16, height: Int = 16, seed: Int = 0) -> RGBImage {
        let pixels = (0..<height).flatMap { row in
            (0..<width).flatMap { column -> [UInt8] in
                [
                    UInt8(60 + 120 * column / width), UInt8(60 + 120 * row / height),
                    UInt8(80 + (seed * 37 + column + 2 * row) % 100),
                ]
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// Noise, in which every pixel is unlike its neighbours.
    static func noise(width: Int, height: Int, seed: UInt64 = 1) -> RGBImage {
        var generator = SeededGenerator(seed: seed)
        let pixels = (0..<width * height * 3).map { _ in UInt8(generator.next() >> 56) }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// A PNG file.
    static func png(seed: Int = 0, width: Int = 16, height: Int = 16) throws -> [UInt8] {
        try PNGEncoder().encode(smooth(width: width, height: height, seed: seed))
    }

    /// A JPEG file.
    static func jpeg(seed: Int = 0) throws -> [UInt8] {
        try JPEGEncoder.encode(smooth(seed: seed), quality: 90)
    }

    /// Two classes: three images of forest and two of river, one of them a JPEG of other size.
    static func dataset() throws -> [String: [UInt8]] {
        [
            "Forest/Forest_1.png": try png(seed: 1),
            "Forest/Forest_2.jpg": try jpeg(seed: 2),
            "Forest/Forest_3.PNG": try png(seed: 3),
            "River/River_1.JPEG": try jpeg(seed: 4),
            "River/River_2.png": try png(seed: 5, width: 20, height: 12),
        ]
    }
}
