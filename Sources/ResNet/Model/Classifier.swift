package import ImageCodecs
package import Landcover

/// A model ready to answer: weights, preprocessing, softmax and Grad-CAM for one image at a time.
///
/// Like ``CompiledNetwork`` it has one owner, which may hand it to another thread between calls.
package struct Classifier: ~Copyable {
    /// What the model says of itself.
    package let metadata: ModelMetadata

    /// The number format that it computes in.
    package var precision: Precision { network.configuration.precision }

    /// The network's weights, for other classifiers to share.
    package var weights: NetworkWeights { network.weights }

    private var preprocessing: Preprocessing
    private let network: CompiledNetwork
    private let classifierWeights: [Float]
    private let classifierBias: [Float]

    /// Compiles a checkpoint for single images of the metadata's input side.
    ///
    /// - Throws: ``ModelError`` when the metadata does not name as many classes as the network has.
    package init(
        _ checkpoint: Checkpoint,
        metadata: ModelMetadata,
        precision: Precision = .float32,
        threads: Int? = nil,
        sharing weights: NetworkWeights? = nil
    ) throws(ModelError) {
        try checkpoint.requireClasses(of: metadata)
        self = try Classifier(
            checkpoint,
            checkpoint.architecture,
            metadata: metadata,
            precision: precision,
            threads: threads,
            sharing: weights
        )
    }

    /// Compiles a network for single images of the metadata's input side.
    ///
    /// - Parameters:
    ///   - parameters: The weights; not needed afterwards.
    ///   - architecture: The network that they are of.
    ///   - metadata: The classes, as many as the network's, and the preprocessing.
    ///   - precision: The number format to compute in.
    ///   - threads: The threads that compute, or nil for every core.
    ///   - weights: Those of another classifier of the same parameters and precision, to share.
    /// - Throws: ``ModelError``, as ``CompiledNetwork`` does.
    package init(
        _ parameters: some ParameterSource,
        _ architecture: Architecture,
        metadata: ModelMetadata,
        precision: Precision = .float32,
        threads: Int? = nil,
        sharing weights: NetworkWeights? = nil
    ) throws(ModelError) {
        precondition(metadata.classNames.count == architecture.classCount, "a name for each class")
        let rows = try parameters.values(of: architecture.classifierWeight)
        let bias = try parameters.values(of: architecture.classifierBias)
        let network = try CompiledNetwork(
            architecture,
            parameters: parameters,
            sharing: weights,
            configuration: CompiledNetwork.Configuration(
                inputSide: metadata.inputSide,
                precision: precision,
                threads: threads,
                taps: [.layer4]
            )
        )
        classifierWeights = rows
        classifierBias = bias
        self.network = network
        self.metadata = metadata
        preprocessing = Preprocessing(metadata)
    }

    /// Puts an image before the network: resizes and normalises it.
    ///
    /// Kept apart from ``predict()`` so that a server can time both, and stop between them.
    package mutating func load(_ image: RGBImage) {
        network.withInput { preprocessing.prepare(image, into: &$0) }
    }

    /// Lends the network's input, for those who prepare it themselves; see ``CompiledNetwork``.
    package borrowing func withInput(_ body: (inout MutableSpan<Float>) -> Void) {
        network.withInput(body)
    }

    /// Runs the network on the loaded image.
    ///
    /// - Returns: A prediction for every class, in the model's order.
    package borrowing func predict() throws(ModelError) -> [Prediction] {
        try network.run()
        let logits = try network.logits()
        let probabilities = metadata.probabilities(of: logits)
        return metadata.classNames.indices.map { index in
            Prediction(
                className: metadata.classNames[index],
                classIndex: index,
                probability: probabilities[index],
                logit: logits[index]
            )
        }
    }

    /// Explains classes of the image that ``predict()`` has just seen.
    ///
    /// - Parameters:
    ///   - predictions: What ``predict()`` returned: a prediction for every class, in order.
    ///   - target: The class or classes to explain.
    /// - Returns: One heatmap for each, `S/32 × S/32` cells.
    /// - Throws: ``ModelError`` when the model has no such class, or the evidence does not add up.
    package borrowing func heatmaps(
        for predictions: [Prediction],
        _ target: ExplanationTarget
    ) throws(ModelError) -> [(prediction: Prediction, heatmap: Heatmap)] {
        let activations = try network.activations(of: .layer4)
        let mapSide = metadata.inputSide / Architecture.totalStride
        let featureCount = network.architecture.featureCount
        var heatmaps: [(prediction: Prediction, heatmap: Heatmap)] = []
        for prediction in try select(target, from: predictions) {
            let row = prediction.classIndex * featureCount
            let evidence = try Evidence(
                activations: activations,
                mapSide: mapSide,
                weights: classifierWeights[row..<row + featureCount],
                bias: classifierBias[prediction.classIndex],
                className: prediction.className,
                logit: prediction.logit
            )
            let heatmap = Heatmap(evidence: evidence.values, rows: mapSide, columns: mapSide)
            heatmaps.append((prediction, heatmap))
        }
        return heatmaps
    }

    /// Throws unless the model has every class that `target` names.
    package borrowing func validate(_ target: ExplanationTarget) throws(ModelError) {
        guard case .named(let name) = target, !metadata.classNames.contains(name) else { return }
        throw .unknownClass(name, known: metadata.classNames)
    }

    private borrowing func select(
        _ target: ExplanationTarget,
        from predictions: [Prediction]
    ) throws(ModelError) -> [Prediction] {
        try validate(target)
        return switch target {
        case .predicted: predictions.max { $0.logit < $1.logit }.map { [$0] } ?? []
        case .named(let name): predictions.filter { $0.className == name }
        case .every: predictions
        }
    }
}
