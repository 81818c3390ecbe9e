package import TensorFiles

extension Checkpoint {
    /// Writes the network as a `.safetensors` file that `landcoverd` can serve.
    ///
    /// Per-channel vectors stay 32-bit floats: they are 0.4 % of the numbers, and batch
    /// normalisation divides by some of them.
    ///
    /// - Parameters:
    ///   - path: The file to write; it appears whole or not at all.
    ///   - metadata: What a server must know; names as many classes as the network has.
    ///   - precision: How the weights of convolutions and classifier are stored.
    ///   - progress: Called after each tensor with the share that is done, 0…1.
    /// - Throws: ``ModelError`` when a tensor cannot be read or the file not written.
    package func write(
        to path: String,
        metadata: ModelMetadata,
        precision: SafetensorsWriter.Precision,
        progress: (Double) -> Void = { _ in }
    ) throws(ModelError) {
        try requireClasses(of: metadata)
        try writeModel(
            architecture,
            to: path,
            metadata: metadata,
            precision: precision,
            progress: progress
        )
    }
}

extension ParameterSource {
    /// Writes the parameters of `architecture` as a model; see ``Checkpoint``'s `write`.
    package func writeModel(
        _ architecture: Architecture,
        to path: String,
        metadata: ModelMetadata,
        precision: SafetensorsWriter.Precision,
        progress: (Double) -> Void = { _ in }
    ) throws(ModelError) {
        let parameters = architecture.parameters
        let tensors = parameters.map { parameter in
            SafetensorsWriter.Tensor(
                name: parameter.name,
                shape: parameter.shape,
                precision: parameter.shape.count > 1 ? precision : .float32
            )
        }
        var writer = try ModelError.file { () throws(TensorFileError) in
            try SafetensorsWriter(to: path, tensors: tensors, metadata: metadata.strings)
        }
        for (index, parameter) in parameters.enumerated() {
            let values = try values(of: parameter)
            do throws(TensorFileError) {
                try writer.write(values.span, as: parameter.name)
            } catch {
                throw .file(reason: error.description)
            }
            progress(Double(index + 1) / Double(parameters.count))
        }
        do throws(TensorFileError) {
            try writer.commit()
        } catch {
            throw .file(reason: error.description)
        }
    }
}
