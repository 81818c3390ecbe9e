import ImageCodecs

extension RGBImage {
    /// The image as it is seen half a pixel further right: each pixel averaged with its right
    /// neighbour, so that a column is lost.
    ///
    /// - Precondition: The image has two columns at least.
    func averagingColumns() -> RGBImage {
        precondition(width > 1, "a column is lost")
        let source = pixels.span
        let shifted = [UInt8](capacity: (width - 1) * height * 3) { target in
            for row in 0..<height {
                let start = row * width * 3
                for byte in start..<start + (width - 1) * 3 {
                    target.append(Self.average(source[byte], source[byte + 3]))
                }
            }
        }
        return RGBImage(width: width - 1, height: height, pixels: shifted)
    }

    /// The image as it is seen half a pixel further down: each pixel averaged with its lower
    /// neighbour, so that a row is lost.
    ///
    /// - Precondition: The image has two rows at least.
    func averagingRows() -> RGBImage {
        precondition(height > 1, "a row is lost")
        let source = pixels.span
        let stride = width * 3
        let shifted = [UInt8](capacity: stride * (height - 1)) { target in
            for byte in 0..<stride * (height - 1) {
                target.append(Self.average(source[byte], source[byte + stride]))
            }
        }
        return RGBImage(width: width, height: height - 1, pixels: shifted)
    }

    private static func average(_ a: UInt8, _ b: UInt8) -> UInt8 {
        UInt8((UInt16(a) + UInt16(b) + 1) / 2)
    }
}
