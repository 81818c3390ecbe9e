import ImageCodecs

/// Reduces pictures by averaging: each new pixel is the mean of the area it covers.
enum AreaAveraging {
    /// The picture at another size, channels rounded to the nearest byte.
    ///
    /// Works in whole numbers, exactly: along an axis of `n` pixels that becomes one of `m`, an old
    /// pixel is `m` units long and a new one `n`.
    static func resize(_ image: RGBImage, width: Int, height: Int) -> RGBImage {
        let horizontal = Coverage.of(newPixels: width, oldPixels: image.width)
        let vertical = Coverage.of(newPixels: height, oldPixels: image.height)
        let area = image.width * image.height
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * 3)
        for rows in vertical {
            for columns in horizontal {
                var sums = (red: area / 2, green: area / 2, blue: area / 2)
                for row in rows {
                    for column in columns {
                        let weight = row.length * column.length
                        let offset = (row.pixel * image.width + column.pixel) * 3
                        sums.red += weight * Int(image.pixels[offset])
                        sums.green += weight * Int(image.pixels[offset + 1])
                        sums.blue += weight * Int(image.pixels[offset + 2])
                    }
                }
                pixels.append(UInt8(sums.red / area))
                pixels.append(UInt8(sums.green / area))
                pixels.append(UInt8(sums.blue / area))
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }
}

/// A stretch of one old pixel under a new one.
private struct Coverage {
    let pixel: Int
    let length: Int

    /// What each new pixel of an axis covers.
    static func of(newPixels: Int, oldPixels: Int) -> [[Coverage]] {
        (0..<newPixels).map { new in
            let start = new * oldPixels
            let end = start + oldPixels
            return (start / newPixels...(end - 1) / newPixels).map { old in
                let first = max(start, old * newPixels)
                let last = min(end, (old + 1) * newPixels)
                return Coverage(pixel: old, length: last - first)
            }
        }
    }
}
