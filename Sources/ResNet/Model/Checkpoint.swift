package import TensorFiles

/// A file of a network's weights, checked against the architecture's table before any is read.
package struct Checkpoint: ParameterSource {
    /// The architecture whose parameters the file has.
    package let architecture: Architecture

    private let file: TensorFile

    /// Opens a `.safetensors` or `.pth` file and holds its tensors against the table.
    ///
    /// - Throws: ``ModelError`` naming every tensor that is missing, unknown or misshapen.
    package init(path: String) throws(ModelError) {
        do throws(TensorFileError) {
            file = try TensorFile.open(path)
        } catch {
            throw .file(reason: error.description)
        }
        let shapes = Dictionary(
            uniqueKeysWithValues: file.tensors.map { ($0.name, $0.shape) }
        )
        // The number of classes is the file's own, and so is the size, if it says one; everything
        // else is the table's.
        let size = file.metadata[ModelMetadata.Key.architecture.rawValue].flatMap(NetworkSize.init)
        architecture = Architecture(
            classCount: max(1, shapes["fc.bias"]?.first ?? 1),
            size: size ?? .resNet50
        )
        let expected = architecture.parameters
        let missing = expected.map(\.name).filter { shapes[$0] == nil }
        guard missing.isEmpty else {
            throw .missingTensors(path: path, of: architecture.size, names: missing)
        }
        let known = Set(expected.map(\.name)).union(architecture.ignoredNames)
        let unexpected = file.tensors.map(\.name).filter { !known.contains($0) }
        guard unexpected.isEmpty else {
            throw .unexpectedTensors(path: path, of: architecture.size, names: unexpected)
        }
        let mismatches = expected.compactMap { parameter -> ModelError.Mismatch? in
            guard let shape = shapes[parameter.name], shape != parameter.shape else { return nil }
            return ModelError.Mismatch(
                name: parameter.name,
                found: shape,
                expected: parameter.shape
            )
        }
        guard mismatches.isEmpty else {
            throw .misshapenTensors(path: path, of: architecture.size, mismatches)
        }
    }

    /// What the file says of itself, as one that serves or judges the model needs to know it.
    ///
    /// - Throws: ``ModelError/metadata(path:key:reason:)`` when it lacks something, states it wrongly, or
    ///   names another number of classes than the network tells apart.
    package func modelMetadata() throws(ModelError) -> ModelMetadata {
        let metadata = try ModelMetadata(strings: metadata, path: path)
        try requireClasses(of: metadata)
        return metadata
    }

    /// Throws unless `metadata` names as many classes as the network tells apart.
    package func requireClasses(of metadata: ModelMetadata) throws(ModelError) {
        guard metadata.classNames.count != architecture.classCount else { return }
        throw .metadata(
            path: path,
            key: ModelMetadata.Key.classes.rawValue,
            reason: "names \(metadata.classNames.count) classes, "
                + "but the network tells \(architecture.classCount) apart"
        )
    }

    /// The size of the file in bytes.
    package var byteCount: Int { file.byteCount }

    /// What the file says of itself; empty for a `.pth`.
    package var metadata: [String: String] { file.metadata }

    /// How the weights of convolutions and classifier are stored: in bfloat16 if every one is.
    ///
    /// Written with this precision, weights stored in bfloat16, float16 or float32 keep every bit.
    package var precision: SafetensorsWriter.Precision {
        let weights = architecture.parameters.filter { $0.shape.count > 1 }
        let isShort = weights.allSatisfy { file[$0.name]?.elementType == .bfloat16 }
        return isShort ? .bfloat16 : .float32
    }

    /// The path that the file was opened at.
    package var path: String { file.path }

    /// The values of one parameter, row-major, as 32-bit floats.
    ///
    /// - Throws: ``ModelError/file(reason:)`` when the file is damaged or a value is not finite.
    package func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        do throws(TensorFileError) {
            return try floats(of: parameter)
        } catch {
            throw .file(reason: error.description)
        }
    }

    /// The same, with the reader's own error.
    func floats(of parameter: Parameter) throws(TensorFileError) -> [Float] {
        try file.floats(of: parameter.name)
    }
}
