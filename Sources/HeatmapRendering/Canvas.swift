package import ImageCodecs

/// A picture that is drawn on; whatever falls outside it is cut off.
package struct Canvas {
    /// What has been drawn so far.
    package private(set) var image: RGBImage

    /// Begins with a picture.
    init(_ image: RGBImage) {
        self.image = image
    }

    /// Begins with one colour.
    package init(width: Int, height: Int, color: RGBColor) {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * 3)
        for _ in 0..<width * height {
            pixels.append(color.red)
            pixels.append(color.green)
            pixels.append(color.blue)
        }
        image = RGBImage(width: width, height: height, pixels: pixels)
    }

    /// Colours one pixel.
    mutating func set(x: Int, y: Int, to color: RGBColor) {
        guard (0..<image.width).contains(x), (0..<image.height).contains(y) else { return }
        let offset = (y * image.width + x) * 3
        image.pixels[offset] = color.red
        image.pixels[offset + 1] = color.green
        image.pixels[offset + 2] = color.blue
    }

    /// Colours a rectangle whose top left corner is at `x`, `y`.
    mutating func fill(x: Int, y: Int, width: Int, height: Int, with color: RGBColor) {
        for row in y..<y + height {
            for column in x..<x + width {
                set(x: column, y: row, to: color)
            }
        }
    }

    /// Copies a picture so that its top left corner is at `x`, `y`.
    ///
    /// - Precondition: The picture fits.
    package mutating func draw(_ picture: RGBImage, x: Int, y: Int) {
        precondition(x >= 0 && y >= 0, "a picture is drawn on the canvas")
        precondition(x + picture.width <= image.width, "a picture fits the canvas's width")
        precondition(y + picture.height <= image.height, "a picture fits the canvas's height")
        let stride = picture.width * 3
        for row in 0..<picture.height {
            let target = ((y + row) * image.width + x) * 3
            image.pixels.replaceSubrange(
                target..<target + stride,
                with: picture.pixels[row * stride..<(row + 1) * stride]
            )
        }
    }

    /// Writes one line of text, the top left corner of its first glyph's cell at `x`, `y`.
    mutating func draw(_ line: String, x: Int, y: Int, scale: Int, color: RGBColor) {
        var x = x
        for glyph in line.map(BitmapFont.glyph) {
            for row in 0..<BitmapFont.height {
                for column in 0..<glyph.width where glyph.isInked(column: column, row: row) {
                    let left = x + column * scale
                    let top = y + row * scale
                    fill(x: left, y: top, width: scale, height: scale, with: color)
                }
            }
            x += (glyph.width + BitmapFont.letterSpacing) * scale
        }
    }
}
