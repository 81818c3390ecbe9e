/// Which pixels of a row (or column) contribute to each pixel of its resampled version, and how
/// much: the triangle filter, widened when shrinking so that every source pixel counts.
///
/// This is `precompute_coeffs` of Pillow's `Resample.c`, operation for operation in `Double`, since
/// its last bits decide roundings further down. The layout is not Pillow's: every target pixel has
/// the same number of taps, padded with weights of zero, so that the loops over them need no
/// bounds.
struct BilinearTaps: Hashable, Sendable {
    /// Source pixels that a target pixel may draw from, at least 1 and at most the source's length.
    let count: Int

    /// Pixels of a source row (or column).
    let sourceLength: Int

    /// Pixels of a target row (or column).
    var targetLength: Int { starts.count }

    /// For each target pixel the first source pixel it draws from; `starts[i] + count` never
    /// exceeds `sourceLength`.
    let starts: [Int]

    /// For each target pixel `count` weights that are not negative and sum to 1.
    let weights: [Double]

    /// Computes the taps for resampling `source` pixels to `target` pixels.
    ///
    /// - Precondition: Both are positive.
    init(from source: Int, to target: Int) {
        precondition(source > 0 && target > 0, "an image has at least one pixel")
        let scale = Double(source) / Double(target)
        let filterScale = max(scale, 1)
        let support = filterScale
        let reciprocal = 1 / filterScale

        let windows = (0..<target).map { pixel in
            let center = (Double(pixel) + 0.5) * scale
            let first = max(0, Int(center - support + 0.5))
            let end = min(source, Int(center + support + 0.5))
            return (center: center, first: first, count: end - first)
        }
        let count = windows.reduce(1) { max($0, $1.count) }

        var starts: [Int] = []
        starts.reserveCapacity(target)
        var weights = [Double](repeating: 0, count: target * count)
        for (pixel, window) in windows.enumerated() {
            let start = min(window.first, source - count)
            let padding = window.first - start
            let base = pixel * count + padding
            var sum = 0.0
            for tap in 0..<window.count {
                let distance = (Double(tap + window.first) - window.center + 0.5) * reciprocal
                let weight = max(0, 1 - abs(distance))
                weights[base + tap] = weight
                sum += weight
            }
            for tap in 0..<window.count where sum != 0 {
                weights[base + tap] /= sum
            }
            starts.append(start)
        }
        self.count = count
        self.sourceLength = source
        self.starts = starts
        self.weights = weights
    }
}
