package import ResNet

/// The weights of another network, grown where that is a smaller one, with a new classifier where
/// the classes are others.
package struct TransferredParameters: ParameterSource {
    private let grown: GrownParameters
    private let fresh: Initialization
    private let keepsClassifier: Bool

    /// Takes over `earlier` for other images, and perhaps other classes or a larger network.
    ///
    /// - Parameters:
    ///   - earlier: The weights. Their classifier is kept if their metadata has the same classes in
    ///     the same order.
    ///   - architecture: The network that will learn.
    ///   - classNames: The classes to tell apart.
    ///   - seed: What is new is drawn from it.
    /// - Throws: ``TrainingError/recipe(reason:)`` when the earlier network is no smaller one.
    package init(
        _ earlier: EarlierWeights,
        _ architecture: Architecture,
        classNames: [String],
        seed: UInt64
    ) throws(TrainingError) {
        fresh = Initialization(architecture, seed: seed)
        grown = try GrownParameters(
            earlier,
            of: earlier.architecture,
            in: architecture,
            first: fresh
        )
        keepsClassifier = earlier.metadata?.classNames == classNames
    }

    /// The values of one parameter.
    package func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        let isReplaced = parameter.name.hasPrefix("fc.") && !keepsClassifier
        return isReplaced ? fresh.values(of: parameter) : try grown.values(of: parameter)
    }
}
