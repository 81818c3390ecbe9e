package import OneDNN

/// The one table of ResNet-50 as torchvision builds it (v1.5: the stride is in the 3×3), and of the
/// smaller networks that grow into it.
///
/// Inference, training, checkpoint validation, goldens and documentation iterate this table; there
/// is no second list of layers. Source: He et al. 2015, table 1; torchvision `models/resnet.py`.
package struct Architecture: Hashable, Sendable {
    /// How many classes the classifier tells apart.
    package let classCount: Int
    /// How deep and how wide it is.
    package let size: NetworkSize

    /// The sides of square input that the network accepts, in pixels.
    package static let inputSides = stride(from: 32, through: 512, by: 32)

    /// Channels of the input: red, green, blue.
    package static let inputChannels = 3

    /// How many times wider a bottleneck's output is than its inside.
    package static let expansion = 4

    /// The max-pooling that ends the stem.
    package static let stemPooling = Window(kernel: 3, stride: 2, padding: 1)

    /// How many times smaller the last map's side is than the input's.
    package static let totalStride = 32

    /// A network of `size` with a classifier for `classCount` classes.
    ///
    /// - Precondition: `classCount` is positive.
    package init(classCount: Int, size: NetworkSize = .resNet50) {
        precondition(classCount > 0, "a classifier tells at least one class")
        self.classCount = classCount
        self.size = size
    }

    /// The first convolution.
    package var stem: ConvolutionLayer {
        ConvolutionLayer(
            name: "conv1",
            normalization: "bn1",
            inputChannels: Self.inputChannels,
            outputChannels: size.width,
            kernel: 7,
            stride: 2,
            padding: 3
        )
    }

    /// The four stages, in order: each halves the map but the first, and doubles the width.
    package var residualStages: [ResidualStage] {
        let places: [Stage] = [.layer1, .layer2, .layer3, .layer4]
        var (stages, channels, width) = ([ResidualStage](), stem.outputChannels, size.width)
        for (place, blockCount) in zip(places, size.blockCounts) {
            let stage = ResidualStage(
                stage: place,
                blockCount: blockCount,
                inputChannels: channels,
                width: width,
                stride: stages.isEmpty ? 1 : 2
            )
            stages.append(stage)
            (channels, width) = (stage.outputChannels, 2 * width)
        }
        return stages
    }

    /// The blocks of all stages, in the order of execution.
    package var blocks: [BottleneckBlock] { residualStages.flatMap(\.blocks) }

    /// Channels of the last map, which the classifier reads: 2048 in ResNet-50.
    package var featureCount: Int {
        residualStages.last?.outputChannels ?? stem.outputChannels
    }

    /// Every convolution, in the order of execution.
    package var convolutions: [ConvolutionLayer] { [stem] + blocks.flatMap(\.convolutions) }
}

/// The named places in the network where activations can be tapped; channels are ResNet-50's.
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
