package import Landcover
import Resampling

extension Heatmap {
    /// The map's value at every pixel of a picture, interpolated linearly between cell centres.
    ///
    /// Pixels and cells are areas with their centres at the halves (`align_corners=False` in
    /// PyTorch's words, Pillow's BILINEAR on mode `F`); beyond the outermost centres the outermost
    /// cells continue. A picture with fewer pixels than the map has cells gets their means.
    ///
    /// - Parameters:
    ///   - width: Pixels a row, at least 1.
    ///   - height: Rows, at least 1.
    /// - Returns: `height × width` values, top row first.
    package func upsampled(width: Int, height: Int) -> [Float] {
        GridResampler(from: (rows, columns), to: (height, width)).resample(values)
    }
}
