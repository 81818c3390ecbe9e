import ImageCodecs

extension RGBImage {
    /// Cuts out a window that may reach beyond the image, which goes on there as its own mirror
    /// image, the outermost pixels repeated.
    ///
    /// - Parameters:
    ///   - x: The column of this image at the window's left side; may be negative.
    ///   - y: The row of this image at the window's top; may be negative.
    ///   - width: Pixels a row of the window.
    ///   - height: Rows of the window.
    /// - Returns: An image of the window's size.
    func reflectedWindow(x: Int, y: Int, width: Int, height: Int) -> RGBImage {
        if x == 0 && y == 0 && width == self.width && height == self.height { return self }
        let columns = (x..<x + width).map { Self.reflected($0, within: self.width) * 3 }
        let source = pixels.span
        let window = [UInt8](capacity: width * height * 3) { target in
            for row in y..<y + height {
                let start = Self.reflected(row, within: self.height) * self.width * 3
                for column in columns {
                    target.append(source[start + column])
                    target.append(source[start + column + 1])
                    target.append(source[start + column + 2])
                }
            }
        }
        return RGBImage(width: width, height: height, pixels: window)
    }

    /// Where in `0..<count` the place is that is seen at `place`.
    private static func reflected(_ place: Int, within count: Int) -> Int {
        let period = 2 * count
        let remainder = place % period
        let phase = remainder < 0 ? remainder + period : remainder
        return min(phase, period - 1 - phase)
    }
}
