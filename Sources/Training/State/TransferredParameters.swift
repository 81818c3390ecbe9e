package import ResNet

/// The weights of another network, with a new classifier where the classes are others, and grown
/// where the network is a larger one.
///
/// A grown network answers like the one that it grew from until it learns more (after Chen,
/// Goodfellow and Shlens 2015, "Net2Net"):
///
/// - Channels that are new are drawn as in a first network, but what was there before reads nothing
///   of them: of a kernel `[C_out, C_in, K, K]`, the old rows are zero in the new columns.
/// - Blocks that are new follow the old ones of their stage and begin as the identity, as all blocks
///   of a first network do.
package struct TransferredParameters: ParameterSource {
    private let checkpoint: Checkpoint
    private let fresh: Initialization
    private let keepsClassifier: Bool
    private let earlier: [String: Parameter]

    /// Takes over `checkpoint` for other images, and perhaps other classes or a larger network.
    ///
    /// - Parameters:
    ///   - checkpoint: Such as torchvision's ImageNet weights, or an earlier model. Its classifier is
    ///     kept if its metadata has the same classes in the same order.
    ///   - architecture: The network that will learn.
    ///   - classNames: The classes to tell apart.
    ///   - seed: What is new is drawn from it.
    /// - Throws: ``TrainingError/recipe(reason:)`` when the checkpoint's network is larger.
    package init(
        _ checkpoint: Checkpoint,
        _ architecture: Architecture,
        classNames: [String],
        seed: UInt64
    ) throws(TrainingError) {
        let (size, wanted) = (checkpoint.architecture.size, architecture.size)
        guard size.fits(in: wanted) else {
            throw .recipe(
                reason: "\(checkpoint.path) is a network of \(size), which does not fit into "
                    + "\(wanted); a network can grow, but not shrink: choose a larger --network"
            )
        }
        self.checkpoint = checkpoint
        fresh = Initialization(architecture, seed: seed)
        earlier = Dictionary(
            uniqueKeysWithValues: checkpoint.architecture.parameters.map { ($0.name, $0) }
        )
        // Another project's checkpoint does not say which classes it has.
        let metadata = try? ModelMetadata(strings: checkpoint.metadata, path: "")
        keepsClassifier = metadata?.classNames == classNames
    }

    /// The values of one parameter.
    package func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        let isReplaced = parameter.name.hasPrefix("fc.") && !keepsClassifier
        guard !isReplaced, let before = earlier[parameter.name] else {
            return fresh.values(of: parameter)
        }
        let values = try checkpoint.values(of: before)
        if before.shape == parameter.shape { return values }
        return Self.grown(values, before.shape, into: fresh.values(of: parameter), parameter.shape)
    }

    /// A tensor of first values, `[C_out, C_in, K, K]` or with fewer dimensions, with an earlier one
    /// in its corner.
    private static func grown(
        _ old: [Float],
        _ oldShape: [Int],
        into first: [Float],
        _ shape: [Int]
    ) -> [Float] {
        func columns(_ shape: [Int]) -> Int { shape.count > 1 ? shape[1] : 1 }
        let kernel = shape.dropFirst(2).reduce(1, *)
        let (length, oldLength) = (columns(shape) * kernel, columns(oldShape) * kernel)
        var result = first
        for row in 0..<oldShape[0] {
            let start = row * length
            result[start..<start + oldLength] =
                old[row * oldLength..<(row + 1) * oldLength]
            for index in start + oldLength..<start + length { result[index] = 0 }
        }
        return result
    }
}
