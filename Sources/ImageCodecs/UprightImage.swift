extension RGBImage {
    /// Turns and mirrors a stored picture until it is upright, as Pillow's `exif_transpose` does.
    ///
    /// - Parameter orientation: How the picture is stored.
    /// - Returns: A picture of the same size, or with its sides swapped.
    consuming func turnedUpright(from orientation: ExifOrientation) -> RGBImage {
        guard orientation != .topLeft else { return self }
        let (right, bottom) = (width - 1, height - 1)
        // The stored pixel that is seen at the top left, and the way to its right and lower
        // neighbours: columns, then rows.
        let (start, across, down): ((Int, Int), (Int, Int), (Int, Int)) =
            switch orientation {
            case .topLeft: ((0, 0), (1, 0), (0, 1))
            case .topRight: ((right, 0), (-1, 0), (0, 1))
            case .bottomRight: ((right, bottom), (-1, 0), (0, -1))
            case .bottomLeft: ((0, bottom), (1, 0), (0, -1))
            case .leftTop: ((0, 0), (0, 1), (1, 0))
            case .rightTop: ((0, bottom), (0, -1), (1, 0))
            case .rightBottom: ((right, bottom), (0, -1), (-1, 0))
            case .leftBottom: ((right, 0), (0, 1), (-1, 0))
            }
        func offset(_ place: (column: Int, row: Int)) -> Int {
            (place.row * width + place.column) * 3
        }
        let (startOffset, columnStep, rowStep) = (offset(start), offset(across), offset(down))

        let (columns, rows) = orientation.swapsSides ? (height, width) : (width, height)
        var upright = [UInt8](repeating: 0, count: pixels.count)
        let source = pixels.span
        var target = upright.mutableSpan
        var targetOffset = 0
        for row in 0..<rows {
            var sourceOffset = startOffset + row * rowStep
            for _ in 0..<columns {
                for channel in 0..<3 {
                    target[targetOffset + channel] = source[sourceOffset + channel]
                }
                targetOffset += 3
                sourceOffset += columnStep
            }
        }
        return RGBImage(width: columns, height: rows, pixels: upright)
    }
}
