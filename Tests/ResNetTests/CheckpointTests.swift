import Foundation
import ResNet
import TensorFiles
import TestSupport
import Testing

@Suite struct `a checkpoint` {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "landcover-checkpoints-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test func `written and read again has the same weights and metadata`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try Checkpoint(path: try write(Architecture(classCount: 3).parameters))
        let metadata = ModelMetadata(
            classNames: ["A", "B", "C"],
            inputSide: 64,
            provenance: ["accuracy": "none"]
        )
        let path = folder.appending(path: "copy.safetensors").path
        try first.write(to: path, metadata: metadata, precision: .float32)
        let second = try Checkpoint(path: path)
        #expect(try ModelMetadata(strings: second.metadata, path: path) == metadata)
        #expect(second.architecture == Architecture(classCount: 3))
        for parameter in second.architecture.parameters.suffix(20) {
            #expect(try second.values(of: parameter) == first.values(of: parameter))
        }
    }

    @Test func `in bfloat16 keeps per-channel vectors as they are`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try Checkpoint(path: try write(Architecture(classCount: 3).parameters))
        let path = folder.appending(path: "short.safetensors").path
        let metadata = ModelMetadata(classNames: ["A", "B", "C"], inputSide: 64)
        try first.write(to: path, metadata: metadata, precision: .bfloat16)
        let second = try Checkpoint(path: path)
        let stem = Architecture(classCount: 3).stem
        #expect(try second.values(of: stem.variance) == first.values(of: stem.variance))
        for (short, long) in try zip(second.values(of: stem.weight), first.values(of: stem.weight))
        {
            #expect(abs(short - long) <= abs(long) / 256)
        }
    }

    @Test func `of another size says so itself, and has that size's tensors`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let architecture = Architecture(classCount: 3, size: try #require(NetworkSize("1-1-2-1/8")))
        let metadata = ModelMetadata(
            network: architecture.size,
            classNames: ["A", "B", "C"],
            inputSide: 64
        )
        let path = folder.appending(path: "small.safetensors").path
        struct Ones: ParameterSource {
            func values(of parameter: Parameter) -> [Float] {
                [Float](repeating: 1, count: parameter.count)
            }
        }
        try Ones().writeModel(architecture, to: path, metadata: metadata, precision: .float32)
        let checkpoint = try Checkpoint(path: path)
        #expect(checkpoint.architecture == architecture)
        #expect(try ModelMetadata(strings: checkpoint.metadata, path: path) == metadata)
        let set = Set(checkpoint.architecture.parameters.map(\.name))
        #expect(set.contains("layer3.1.conv3.weight") && !set.contains("layer1.1.conv3.weight"))
        #expect(checkpoint.architecture.classifierWeight.shape == [3, 8 * 8 * 4])
    }

    @Test(arguments: [SafetensorsWriter.Precision.float32, .bfloat16])
    func `written again in its own precision keeps every byte`(
        precision: SafetensorsWriter.Precision
    ) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let metadata = ModelMetadata(classNames: ["A", "B", "C"], inputSide: 64)
        let source = try Checkpoint(path: try write(Architecture(classCount: 3).parameters))
        let (first, second) = (folder.appending(path: "1"), folder.appending(path: "2"))
        try source.write(to: first.path, metadata: metadata, precision: precision)
        let checkpoint = try Checkpoint(path: first.path)
        #expect(checkpoint.precision == precision)
        try checkpoint.write(to: second.path, metadata: metadata, precision: checkpoint.precision)
        // Compared as a truth: a failure must not print a hundred megabytes.
        let isSame = try Data(contentsOf: first) == Data(contentsOf: second)
        #expect(isSame)
    }

    @Test func `that lacks tensors is refused, naming them`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let all = Architecture(classCount: 3).parameters
        let path = try write(all.filter { $0.name != "layer3.4.bn2.running_var" })
        #expect(
            throws: ModelError.missingTensors(
                path: path,
                of: .resNet50,
                names: ["layer3.4.bn2.running_var"]
            )
        ) { try Checkpoint(path: path) }
    }

    @Test func `with tensors of another network is refused, naming them`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let extra = Parameter(name: "layer5.0.conv1.weight", shape: [1])
        let path = try write(Architecture(classCount: 3).parameters + [extra])
        #expect(
            throws: ModelError.unexpectedTensors(path: path, of: .resNet50, names: [extra.name])
        ) {
            try Checkpoint(path: path)
        }
    }

    @Test func `with a tensor of another shape is refused, naming both shapes`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let parameters = Architecture(classCount: 3).parameters.map { parameter in
            parameter.name == "layer2.0.conv2.weight"
                ? Parameter(name: parameter.name, shape: [128, 128, 1, 1]) : parameter
        }
        let error = try #require(
            #expect(throws: ModelError.self) { try Checkpoint(path: try write(parameters)) }
        )
        #expect(
            error.description.contains(
                "layer2.0.conv2.weight is [128, 128, 1, 1], not [128, 128, 3, 3]"
            )
        )
    }

    @Test(arguments: [Float.nan, .infinity])
    func `with a number that is none is refused, naming tensor and place`(value: Float) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try write(
            Architecture(classCount: 3).parameters,
            replacing: "layer1.2.bn1.bias",
            with: value
        )
        let checkpoint = try Checkpoint(path: path)
        let error = try #require(
            #expect(throws: ModelError.self) {
                _ = try CompiledNetwork(
                    checkpoint.architecture,
                    parameters: checkpoint,
                    configuration: CompiledNetwork.Configuration(inputSide: 32)
                )
            }
        )
        #expect(error.description.contains("layer1.2.bn1.bias"))
        #expect(error.description.contains("7"))
    }

    @Test func `whose classes are not as many as its metadata names is refused`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let checkpoint = try Checkpoint(path: try write(Architecture(classCount: 3).parameters))
        let metadata = ModelMetadata(classNames: ["A", "B"], inputSide: 64)
        let error = try #require(
            #expect(throws: ModelError.self) { _ = try Classifier(checkpoint, metadata: metadata) }
        )
        #expect(error.description.contains("names 2 classes, but the network tells 3 apart"))
    }

    @Test(arguments: ["absent.safetensors", "a folder"])
    func `that cannot be opened says why`(name: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: name).path
        if name == "a folder" {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        let error = try #require(
            #expect(throws: ModelError.self) { try Checkpoint(path: path) }
        )
        #expect(error.description.contains(name))
    }

    /// Writes seeded weights, small ones in every tensor, and returns the path.
    private func write(
        _ parameters: [Parameter],
        replacing replaced: String? = nil,
        with value: Float = 0
    ) throws -> String {
        let path = folder.appending(path: "\(UUID().uuidString).safetensors").path
        var writer = try SafetensorsWriter(
            to: path,
            tensors: parameters.map { SafetensorsWriter.Tensor(name: $0.name, shape: $0.shape) }
        )
        for parameter in parameters {
            // A short pattern: the weights' values do not matter here, their number costs time.
            let pattern = SeededParameters.uniform(parameter.name, count: 97, 0.5, 1)
            var values = [Float](repeating: 0, count: parameter.count)
            for index in values.indices { values[index] = pattern[index % 97] }
            if parameter.name == replaced { values[7] = value }
            try writer.write(values.span, as: parameter.name)
        }
        try writer.commit()
        return path
    }
}
