package import Datasets
import ImageCodecs

/// The mean and deviation of each channel over all pixels of a data set, 0…1.
package struct ChannelStatistics: Hashable, Sendable {
    /// Red, green, blue.
    package let mean: [Float]
    /// Likewise.
    package let standardDeviation: [Float]

    /// Measures the examples of `dataset` at `indices`.
    ///
    /// - Precondition: There is one.
    package init(of dataset: Dataset, indices: [Int]) {
        precondition(!indices.isEmpty, "statistics are of something")
        // Bytes and their squares add up exactly in integers.
        var sums = [0, 0, 0]
        var squares = [0, 0, 0]
        var count = 0
        for index in indices {
            let pixels = dataset.examples[index].image.pixels
            var (r, g, b) = (0, 0, 0)
            var (rr, gg, bb) = (0, 0, 0)
            for start in stride(from: 0, to: pixels.count, by: 3) {
                let (x, y, z) = (Int(pixels[start]), Int(pixels[start + 1]), Int(pixels[start + 2]))
                r += x
                g += y
                b += z
                rr += x * x
                gg += y * y
                bb += z * z
            }
            for (channel, value) in [(r, rr), (g, gg), (b, bb)].enumerated() {
                sums[channel] += value.0
                squares[channel] += value.1
            }
            count += pixels.count / 3
        }
        let means = sums.map { Double($0) / Double(count) }
        mean = means.map { Float($0 / 255) }
        standardDeviation = zip(squares, means).map { square, mean in
            let variance = max(Double(square) / Double(count) - mean * mean, 1)
            return Float(variance.squareRoot() / 255)
        }
    }
}
