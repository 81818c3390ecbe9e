import Foundation
import ResNet
import TensorFiles
import TestSupport
import Testing

/// What PyTorch computed; written by `scripts/goldens/training.py`.
struct TrainingGolden {
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

    func floats(_ name: String) throws -> [Float] {
        try file.floats(of: name)
    }

    func settings(_ run: String) throws -> RunSettings {
        let json = try #require(file.metadata[run])
        return try JSONDecoder().decode(RunSettings.self, from: Data(json.utf8))
    }

    /// Holds a tensor against a sample of its elements, its norm, its largest element and its
    /// product with seeded numbers, which every element moves.
    ///
    /// - Parameters:
    ///   - values: The tensor, row-major.
    ///   - name: Its name in the file.
    ///   - probe: What the seeded numbers are drawn for.
    ///   - tolerance: As a share of the largest element, and of the norm.
    /// - Throws: Where the file lacks the tensor.
    func expect(_ values: [Float], _ name: String, probe: String, tolerance: Double) throws {
        let sample = try file.floats(of: name)
        let summary = try file.floats(of: "\(name).summary").map(Double.init)
        let (norm, largest, product) = (summary[0], summary[1], summary[2])
        for (place, wanted) in sample.enumerated() {
            let index = place * (values.count - 1) / max(sample.count - 1, 1)
            #expect(
                abs(Double(values[index]) - Double(wanted)) <= tolerance * largest,
                "\(name)[\(index)] is \(values[index]), not \(wanted)"
            )
        }
        let ours = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(ours - norm) <= tolerance * norm, "\(name): norm \(ours), not \(norm)")
        let probes = SeededParameters.uniform(probe, count: values.count, -1, 1)
        let projected = zip(values, probes).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let reach = norm * (Double(values.count) / 3).squareRoot()
        #expect(
            abs(projected - product) <= tolerance * reach,
            "\(name): projects to \(projected), not \(product)"
        )
    }
}

/// The hyper-parameters of a run of `scripts/goldens/training.py`.
struct RunSettings: Decodable {
    let steps: Int
    let batch: Int
    let learningRate: Float
    let momentum: Float
    let weightDecay: Float
    let decoupled: Bool
    let largestNorm: Float
    let averageDecay: Float

    private enum CodingKeys: String, CodingKey {
        case steps, batch, momentum, decoupled
        case learningRate = "learning_rate"
        case weightDecay = "weight_decay"
        case largestNorm = "largest_norm"
        case averageDecay = "average_decay"
    }
}

/// The random network whose ReLUs are decided: its channels are shifted so far from zero that
/// rounding opens or closes none of them; see `decided_network` of `scripts/goldens/training.py`.
struct DecidedParameters: ParameterSource {
    func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        let seeded = SeededParameters()
        guard parameter.shape.count == 1, parameter.name.hasSuffix(".bias"),
            parameter.name != "fc.bias"
        else { return try seeded.values(of: parameter) }
        let scales = try seeded.values(
            of: Parameter(
                name: parameter.name.dropLast("bias".count) + "weight",
                shape: parameter.shape
            )
        )
        return scales.enumerated().map { index, scale in
            (index.isMultiple(of: 2) ? 2.5 : -2.5) * scale
        }
    }
}
