import Datasets
import Foundation
import ResNet
import TensorFiles
import Testing
import Training

/// Networks that begin with a smaller network's weights.
@Suite struct `growing` {
    private static let classNames = ["A", "B", "C"]

    @Test(arguments: ["1-1-1-1/32", "2-2-1-1/16", "2-3-2-2/32"])
    func `a grown network answers like the one that it grew from`(size: String) throws {
        let folder = try TemporaryFolder()
        let small = Architecture(classCount: 3, size: try #require(NetworkSize("1-1-1-1/16")))
        let large = Architecture(classCount: 3, size: try #require(NetworkSize(size)))
        let checkpoint = try write(small, in: folder)
        let grown = try TransferredParameters(
            checkpoint,
            large,
            classNames: Self.classNames,
            seed: 2
        )
        let before = try logits(checkpoint, small)
        let after = try logits(grown, large)
        for (first, second) in zip(before.joined(), after.joined()) {
            #expect(abs(first - second) <= 1e-4 * max(1, abs(first)))
        }
        #expect(Set(before[0]).count == 3)
    }

    @Test func `whatever is new learns`() throws {
        let folder = try TemporaryFolder()
        let small = Architecture(classCount: 3, size: try #require(NetworkSize("1-1-1-1/16")))
        let large = Architecture(classCount: 3, size: try #require(NetworkSize("2-1-1-1/32")))
        let grown = try TransferredParameters(
            try write(small, in: folder),
            large,
            classNames: Self.classNames,
            seed: 2
        )
        let network = try TrainingNetwork(
            large,
            configuration: .init(inputSide: 32, batch: 8, shards: 1)
        )
        try network.load(grown, as: .value)
        network.withInput { input in
            for element in input.indices { input[element] = Float(element * 7 % 255) / 128 - 1 }
        }
        let targets = Targets(labels: (0..<8).map { $0 % 3 }, classCount: 3)
        // First what reads a new channel moves, then its γ if that is zero, then what writes it.
        for _ in 0..<4 {
            let norm = try network.computeGradients(targets).gradientNorm
            try network.step(
                StochasticGradientDescent(),
                learningRate: 0.1,
                gradientNorm: norm
            )
        }
        let values = try network.parameters(as: .value)
        for parameter in large.parameters where !parameter.name.contains("running_") {
            let (first, last) = try (grown.values(of: parameter), values.values(of: parameter))
            let rows = stride(from: 0, to: first.count, by: first.count / parameter.shape[0])
            // The last row belongs to a new channel or block, or reads one.
            let row = (rows.map(\.self).last ?? 0)..<first.count
            let isMoved = first[row] != last[row]
            #expect(isMoved, "\(parameter.name)")
        }
    }

    @Test func `a network does not shrink`() throws {
        let folder = try TemporaryFolder()
        let large = Architecture(classCount: 3, size: try #require(NetworkSize("1-2-1-1/16")))
        let small = Architecture(classCount: 3, size: try #require(NetworkSize("1-1-1-1/32")))
        let checkpoint = try write(large, in: folder)
        let error = #expect(throws: TrainingError.self) {
            try TransferredParameters(checkpoint, small, classNames: Self.classNames, seed: 1)
        }
        #expect(error?.description.contains("1-2-1-1/16") == true)
        #expect(error?.description.contains("--phases") == true)
    }

    @Test func `a grown network has a new classifier for other classes`() throws {
        let folder = try TemporaryFolder()
        let small = Architecture(classCount: 3, size: try #require(NetworkSize("1-1-1-1/16")))
        let large = Architecture(classCount: 2, size: try #require(NetworkSize("1-1-1-1/32")))
        let grown = try TransferredParameters(
            try write(small, in: folder),
            large,
            classNames: ["X", "Y"],
            seed: 2
        )
        let first = Initialization(large, seed: 2)
        for parameter in [large.classifierWeight, large.classifierBias] {
            #expect(try grown.values(of: parameter) == first.values(of: parameter))
        }
        #expect(try grown.values(of: large.stem.weight) != first.values(of: large.stem.weight))
    }

    /// A model of random weights, whose blocks do something.
    private func write(
        _ architecture: Architecture,
        in folder: TemporaryFolder
    ) throws -> EarlierWeights {
        let path = "\(folder.path)/\(UUID().uuidString).safetensors"
        let first = Initialization(architecture, seed: 1)
        var set = ParameterSet()
        for parameter in architecture.parameters {
            set.values[parameter.name] = first.values(of: parameter)
        }
        for block in architecture.blocks {
            let gamma = block.expand.gamma
            set.values[gamma.name] = [Float](repeating: 0.5, count: gamma.count)
        }
        let metadata = ModelMetadata(
            network: architecture.size,
            classNames: Self.classNames,
            inputSide: 32
        )
        try set.writeModel(architecture, to: path, metadata: metadata, precision: .float32)
        return try EarlierWeights(path: path)
    }

    private func logits(
        _ parameters: some ParameterSource,
        _ architecture: Architecture
    ) throws -> [[Float]] {
        let metadata = ModelMetadata(
            network: architecture.size,
            classNames: Self.classNames,
            inputSide: 32
        )
        var inference = try BatchInference(parameters, architecture, metadata: metadata, batch: 2)
        let dataset = Patches.noise(count: 2, classes: 2)
        return try inference.logits(count: 2, image: { dataset.examples[$0].image })
    }
}
