package import ResNet

/// The weights of another network, with a new classifier where the classes are others.
package struct TransferredParameters: ParameterSource {
    private let checkpoint: Checkpoint
    private let fresh: Initialization?

    /// Takes over `checkpoint` for other images, and perhaps other classes.
    ///
    /// - Parameters:
    ///   - checkpoint: Such as torchvision's ImageNet weights, or an earlier model. Its classifier is
    ///     kept if its metadata has the same classes in the same order.
    ///   - classNames: The classes to tell apart.
    ///   - seed: What a new classifier is drawn from.
    package init(_ checkpoint: Checkpoint, classNames: [String], seed: UInt64) {
        self.checkpoint = checkpoint
        // Another project's checkpoint does not say which classes it has.
        let metadata = try? ModelMetadata(strings: checkpoint.metadata, path: "")
        fresh = metadata?.classNames == classNames ? nil : Initialization(seed: seed)
    }

    /// The values of one parameter.
    package func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        if let fresh, parameter.name.hasPrefix("fc.") { return fresh.values(of: parameter) }
        return try checkpoint.values(of: parameter)
    }
}
