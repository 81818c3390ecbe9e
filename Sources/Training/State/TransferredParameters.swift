package import ResNet

/// The weights of another network, with a new classifier where the classes are others.
package struct TransferredParameters: ParameterSource {
    private let checkpoint: Checkpoint
    private let fresh: Initialization?

    /// Takes over `checkpoint` for `classCount` classes.
    ///
    /// - Parameters:
    ///   - checkpoint: Such as torchvision's ImageNet weights.
    ///   - classCount: The classes to tell apart.
    ///   - keepsClassifier: Whether the classifier is taken over, too; it is of as many classes.
    ///   - seed: What a new classifier is drawn from.
    package init(
        _ checkpoint: Checkpoint,
        classCount: Int,
        keepsClassifier: Bool,
        seed: UInt64
    ) {
        precondition(
            !keepsClassifier || checkpoint.architecture.classCount == classCount,
            "a classifier is kept for the classes it has"
        )
        self.checkpoint = checkpoint
        fresh = keepsClassifier ? nil : Initialization(seed: seed)
    }

    /// The values of one parameter.
    package func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        if let fresh, parameter.name.hasPrefix("fc.") { return fresh.values(of: parameter) }
        return try checkpoint.values(of: parameter)
    }
}
