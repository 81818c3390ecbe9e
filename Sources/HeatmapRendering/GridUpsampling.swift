package import Landcover

extension Heatmap {
    /// The map's value at every pixel of a picture, interpolated linearly between cell centres.
    ///
    /// Pixels and cells are areas with their centres at the halves (`align_corners=False` in
    /// PyTorch's words, Pillow's BILINEAR on mode `F`); beyond the outermost centres the outermost
    /// cells continue. Meant for enlarging: a picture with fewer pixels than the map has cells is
    /// sampled, not averaged.
    ///
    /// - Parameters:
    ///   - width: Pixels a row, at least 1.
    ///   - height: Rows, at least 1.
    /// - Returns: `height × width` values, top row first.
    package func upsampled(width: Int, height: Int) -> [Float] {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        let horizontal = Neighbours.of(pixels: width, cells: columns)
        let vertical = Neighbours.of(pixels: height, cells: rows)
        var pixels: [Float] = []
        pixels.reserveCapacity(width * height)
        for y in vertical {
            let line = (0..<columns).map {
                y.mix(values[y.lower * columns + $0], values[y.upper * columns + $0])
            }
            for x in horizontal {
                pixels.append(x.mix(line[x.lower], line[x.upper]))
            }
        }
        return pixels
    }
}

/// The two cells between whose centres a pixel's centre lies, along one axis.
private struct Neighbours {
    let lower: Int
    let upper: Int
    /// The share of the upper cell, 0 ..< 1.
    let fraction: Float

    /// The neighbours of every pixel of an axis.
    static func of(pixels: Int, cells: Int) -> [Neighbours] {
        let cellsPerPixel = Double(cells) / Double(pixels)
        return (0..<pixels).map { pixel in
            let unclamped = (Double(pixel) + 0.5) * cellsPerPixel - 0.5
            let position = min(max(unclamped, 0), Double(cells - 1))
            let lower = Int(position)
            return Neighbours(
                lower: lower,
                upper: min(lower + 1, cells - 1),
                fraction: Float(position - Double(lower))
            )
        }
    }

    /// Equal cells give exactly their value, which `(1 - fraction) * a + fraction * b` would not.
    func mix(_ a: Float, _ b: Float) -> Float {
        a + (b - a) * fraction
    }
}
