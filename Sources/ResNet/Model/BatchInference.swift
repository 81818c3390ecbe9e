package import ImageCodecs

/// The network over many images: logits, several images a run.
package struct BatchInference: ~Copyable {
    private let network: CompiledNetwork
    private var preprocessing: Preprocessing

    /// Compiles a network; it keeps no reference to `parameters`.
    ///
    /// - Parameters:
    ///   - parameters: The weights.
    ///   - architecture: The network that they are of.
    ///   - metadata: The preprocessing and the input size.
    ///   - batch: Images a run.
    ///   - precision: The number format to compute in.
    /// - Throws: ``ModelError``, as ``CompiledNetwork`` does.
    package init(
        _ parameters: some ParameterSource,
        _ architecture: Architecture,
        metadata: ModelMetadata,
        batch: Int,
        precision: Precision = .float32
    ) throws(ModelError) {
        network = try CompiledNetwork(
            architecture,
            parameters: parameters,
            configuration: CompiledNetwork.Configuration(
                inputSide: metadata.inputSide,
                batch: batch,
                precision: precision
            )
        )
        preprocessing = Preprocessing(metadata)
    }

    /// Computes the logits of any number of images.
    ///
    /// - Parameters:
    ///   - count: How many there are.
    ///   - image: Gives each by its place.
    ///   - progress: Called after each run with the number of images that are done.
    /// - Returns: One row of logits an image.
    /// - Throws: ``ModelError`` when a kernel fails.
    package mutating func logits(
        count: Int,
        image: (Int) -> RGBImage,
        progress: (Int) -> Void = { _ in }
    ) throws(ModelError) -> [[Float]] {
        let batch = network.configuration.batch
        var rows: [[Float]] = []
        rows.reserveCapacity(count)
        for start in stride(from: 0, to: count, by: batch) {
            let places = start..<min(start + batch, count)
            network.withInput { input in
                for place in places {
                    preprocessing.prepare(image(place), into: &input, at: place - start)
                }
            }
            try network.run()
            let logits = try network.logits()
            let classCount = network.architecture.classCount
            for place in places {
                let first = (place - start) * classCount
                rows.append(Array(logits[first..<first + classCount]))
            }
            progress(places.upperBound)
        }
        return rows
    }
}
