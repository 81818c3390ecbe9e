import Foundation
import Landcover
import ResNet
import TensorFiles
import Testing

/// What PyTorch computed; written by `scripts/goldens/network.py`.
struct Golden {
    private let file: TensorFile

    init(_ name: String) throws {
        let url = try #require(
            Bundle.module.url(
                forResource: name,
                withExtension: "safetensors",
                subdirectory: "Goldens"
            )
        )
        file = try TensorFile.open(url.path)
    }

    /// Holds a heatmap of every class, of `side × side` cells, against Grad-CAM by autograd.
    func expect(_ heatmaps: [Heatmap], side: Int) throws {
        let evidence = try file.floats(of: "evidence")
        let cells = side * side
        try #require(evidence.count == heatmaps.count * cells)
        for (index, heatmap) in heatmaps.enumerated() {
            let wanted = Heatmap(
                evidence: Array(evidence[index * cells..<(index + 1) * cells]),
                rows: side,
                columns: side
            )
            #expect(heatmap.rows == side && heatmap.columns == side)
            #expect(abs(heatmap.peak - wanted.peak) <= 1e-4 * max(1, wanted.peak))
            for (value, other) in zip(heatmap.values, wanted.values) {
                #expect(abs(value - other) <= 1e-4)
            }
        }
    }

    /// Holds a stage's activations against PyTorch's: every n-th is stored.
    ///
    /// The bound is 1e-4 of the stage's largest activation, for every single element.
    func expect(_ stage: Stage, _ activations: [Float]) throws {
        let prefix = "\(stage.rawValue).every"
        let entry = try #require(file.tensors.first { $0.name.hasPrefix(prefix) })
        let every = try #require(Int(entry.name.dropFirst(prefix.count)))
        let expected = try file.floats(of: entry.name)
        #expect(expected.count == (activations.count + every - 1) / every)
        let scale = expected.map(abs).max() ?? 0
        var worst: Float = 0
        for (index, wanted) in expected.enumerated() {
            let difference = abs(activations[index * every] - wanted)
            worst = difference.isNaN ? .infinity : max(worst, difference)
        }
        #expect(worst <= 1e-4 * scale, "\(stage.rawValue): off by \(worst) of \(scale)")
    }
}
