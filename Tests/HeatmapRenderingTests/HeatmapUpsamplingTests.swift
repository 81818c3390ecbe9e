import Landcover
import HeatmapRendering
import Testing
import Randomness

@Suite struct HeatmapUpsamplingTests {
    /// `Image.fromarray(grid).resize((9, 7), Image.Resampling.BILINEAR)`, Pillow 9.4, mode `F`.
    private static let pillow9x7: [Float] = [
        0.000000, 0.106061, 0.388889, 0.611111, 0.409091, 0.207071, 0.429293, 0.712121, 0.818182,
        0.051948, 0.158009, 0.440837, 0.663059, 0.461039, 0.259019, 0.420635, 0.634199, 0.714286,
        0.207792, 0.313853, 0.596681, 0.818903, 0.616883, 0.414863, 0.394661, 0.400433, 0.402597,
        0.363636, 0.469697, 0.752525, 0.974747, 0.772727, 0.570707, 0.368687, 0.166667, 0.090909,
        0.519481, 0.547619, 0.622655, 0.689033, 0.694805, 0.700577, 0.524531, 0.322511, 0.246753,
        0.675325, 0.625541, 0.492785, 0.403319, 0.616883, 0.830447, 0.680375, 0.478355, 0.402597,
        0.727273, 0.651515, 0.449495, 0.308081, 0.590909, 0.873737, 0.732323, 0.530303, 0.454545,
    ]

    /// The diagonal of the same call for `(64, 64)` and the grid of 7 × 7.
    private static let pillowDiagonal64: [Float] = [
        0.000000, 0.000000, 0.000000, 0.000000, 0.000000, 0.097331, 0.202148, 0.306966,
        0.411784, 0.516602, 0.621419, 0.726237, 0.831055, 0.935872, 0.872773, 0.785686,
        0.723024, 0.684785, 0.670971, 0.681581, 0.716615, 0.776073, 0.859956, 0.824708,
        0.734132, 0.667980, 0.626252, 0.608949, 0.616070, 0.647615, 0.703584, 0.783978,
        0.777142, 0.683076, 0.613435, 0.568218, 0.547426, 0.551057, 0.579113, 0.631593,
        0.708497, 0.730073, 0.632519, 0.559388, 0.510682, 0.486401, 0.486543, 0.511110,
        0.560101, 0.633516, 0.683503, 0.582460, 0.505840, 0.453645, 0.425874, 0.422527,
        0.443605, 0.489106, 0.559032, 0.645833, 0.645833, 0.645833, 0.645833, 0.645833,
    ]

    @Test func `enlarging three rows of four cells gives Pillow's values`() {
        let values = (0..<12).map { Float($0 * 7 % 12) / 11 }
        let map = Heatmap(rows: 3, columns: 4, values: values, peak: 1)
        expectClose(map.upsampled(width: 9, height: 7), Self.pillow9x7)
    }

    @Test func `enlarging 7 × 7 cells to 64 × 64 pixels gives Pillow's values`() {
        let values = (0..<49).map { Float($0 * 18 % 49) / 48 }
        let map = Heatmap(rows: 7, columns: 7, values: values, peak: 1)
        let pixels = map.upsampled(width: 64, height: 64)
        expectClose((0..<64).map { pixels[$0 * 65] }, Self.pillowDiagonal64)
    }

    @Test(arguments: [(7, 7, 448, 300), (4, 4, 64, 64), (1, 5, 30, 17), (14, 14, 90, 50)])
    func `enlarging agrees with the textbook formula at every pixel`(
        rows: Int,
        columns: Int,
        width: Int,
        height: Int
    ) {
        var random = SeededGenerator(seed: 20_260_101)
        let values = (0..<rows * columns).map { _ in Float.random(in: 0...1, using: &random) }
        let map = Heatmap(rows: rows, columns: columns, values: values, peak: 1)
        let expected = (0..<width * height).map {
            textbook(map, x: $0 % width, y: $0 / width, width: width, height: height)
        }
        expectClose(map.upsampled(width: width, height: height), expected)
    }

    @Test func `a constant map stays exactly constant`() {
        let map = Heatmap(
            rows: 7,
            columns: 7,
            values: [Float](repeating: 0.7, count: 49),
            peak: 1
        )
        #expect(map.upsampled(width: 131, height: 67).allSatisfy { $0 == 0.7 })
    }

    @Test func `the corners of the picture are the corners of the map`() {
        let map = Heatmap(rows: 2, columns: 2, values: [0.1, 0.2, 0.3, 0.4], peak: 1)
        let pixels = map.upsampled(width: 64, height: 32)
        #expect(pixels[0] == 0.1)
        #expect(pixels[63] == 0.2)
        #expect(pixels[31 * 64] == 0.3)
        #expect(pixels[31 * 64 + 63] == 0.4)
    }

    @Test func `at its own size a map is itself`() {
        let values = (0..<12).map { Float($0) / 11 }
        let map = Heatmap(rows: 3, columns: 4, values: values, peak: 1)
        #expect(map.upsampled(width: 4, height: 3) == values)
    }

    @Test func `the strongest place stays where it is`() throws {
        var values = [Float](repeating: 0, count: 49)
        values[2 * 7 + 5] = 1
        let map = Heatmap(rows: 7, columns: 7, values: values, peak: 1)
        let pixels = map.upsampled(width: 63, height: 63)
        let brightest = try #require(pixels.indices.max { pixels[$0] < pixels[$1] })
        #expect(brightest % 63 == 5 * 9 + 4)
        #expect(brightest / 63 == 2 * 9 + 4)
    }

    /// Four cells by their weights, cells beyond the edge replaced by the edge's.
    private func textbook(_ map: Heatmap, x: Int, y: Int, width: Int, height: Int) -> Float {
        let u = (Double(x) + 0.5) / Double(width) * Double(map.columns) - 0.5
        let v = (Double(y) + 0.5) / Double(height) * Double(map.rows) - 0.5
        var sum = 0.0
        for row in [v.rounded(.down), v.rounded(.down) + 1] {
            for column in [u.rounded(.down), u.rounded(.down) + 1] {
                let weight = (1 - abs(v - row)) * (1 - abs(u - column))
                let inRow = min(max(Int(row), 0), map.rows - 1)
                let inColumn = min(max(Int(column), 0), map.columns - 1)
                sum += weight * Double(map.values[inRow * map.columns + inColumn])
            }
        }
        return Float(sum)
    }

    private func expectClose(_ actual: [Float], _ expected: [Float]) {
        #expect(actual.count == expected.count)
        let worst = zip(actual, expected).map { abs($0 - $1) }.max() ?? .nan
        #expect(worst <= 2e-6)
    }
}
