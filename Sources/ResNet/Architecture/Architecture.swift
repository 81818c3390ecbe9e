package import OneDNN

/// The one table of ResNet-50 as torchvision builds it (v1.5: the stride is in the 3×3).
///
/// Inference, training, checkpoint validation, goldens and documentation iterate this table; there
/// is no second list of layers. Source: He et al. 2015, table 1; torchvision `models/resnet.py`.
package struct Architecture: Hashable, Sendable {
    /// How many classes the classifier tells apart.
    package let classCount: Int

    /// The sides of square input that the network accepts, in pixels.
    package static let inputSides = stride(from: 32, through: 512, by: 32)

    /// Channels of the input: red, green, blue.
    package static let inputChannels = 3

    /// How many times wider a bottleneck's output is than its inside.
    package static let expansion = 4

    /// The first convolution.
    package static let stem = ConvolutionLayer(
        name: "conv1",
        normalization: "bn1",
        inputChannels: inputChannels,
        outputChannels: 64,
        kernel: 7,
        stride: 2,
        padding: 3
    )

    /// The max-pooling that ends the stem.
    package static let stemPooling = Window(kernel: 3, stride: 2, padding: 1)

    /// The four stages, in order: each halves the map but the first, and doubles the width.
    package static let residualStages = [
        ResidualStage(stage: .layer1, blockCount: 3, inputChannels: 64, width: 64, stride: 1),
        ResidualStage(stage: .layer2, blockCount: 4, inputChannels: 256, width: 128, stride: 2),
        ResidualStage(stage: .layer3, blockCount: 6, inputChannels: 512, width: 256, stride: 2),
        ResidualStage(stage: .layer4, blockCount: 3, inputChannels: 1024, width: 512, stride: 2),
    ]

    /// Channels of the last map, which the classifier reads: 2048.
    package static let featureCount = 512 * expansion

    /// How many times smaller the last map's side is than the input's.
    package static let totalStride = 32

    /// ResNet-50 with a classifier for `classCount` classes.
    ///
    /// - Precondition: `classCount` is positive.
    package init(classCount: Int) {
        precondition(classCount > 0, "a classifier tells at least one class")
        self.classCount = classCount
    }

    /// Every convolution, in the order of execution.
    package static var convolutions: [ConvolutionLayer] {
        [stem] + residualStages.flatMap(\.blocks).flatMap(\.convolutions)
    }
}

/// The named places in the network where activations can be tapped.
package enum Stage: String, Hashable, Sendable, CaseIterable {
    /// After the first convolution and its pooling: 64 channels, a quarter of the input's side.
    case stem
    /// After the first residual stage: 256 channels, a quarter of the side.
    case layer1
    /// After the second: 512 channels, an eighth.
    case layer2
    /// After the third: 1024 channels, a sixteenth.
    case layer3
    /// After the fourth: 2048 channels, a thirty-second.
    case layer4
    /// After global average pooling: 2048 values.
    case pool
    /// The logits: one value a class.
    case classifier
}
