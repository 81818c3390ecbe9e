import Foundation
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

    /// Grad-CAM by autograd, `[classes, h, w]`, in logit units.
    var evidence: [Float] {
        get throws { try file.floats(of: "evidence") }
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
