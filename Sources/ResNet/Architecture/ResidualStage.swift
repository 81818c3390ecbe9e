/// A row of bottleneck blocks at one resolution.
package struct ResidualStage: Hashable, Sendable {
    /// The stage's place in the network.
    package let stage: Stage
    /// How many blocks it has.
    package let blockCount: Int
    /// Channels that its first block reads.
    package let inputChannels: Int
    /// Channels inside a block; a block writes ``Architecture/expansion`` times as many.
    package let width: Int
    /// The stride of the first block; the others have 1.
    package let stride: Int

    /// Channels that every block writes.
    package var outputChannels: Int { width * Architecture.expansion }

    /// The blocks, in the order of execution.
    package var blocks: [BottleneckBlock] {
        (0..<blockCount).map { index in
            BottleneckBlock(
                name: "\(stage.rawValue).\(index)",
                inputChannels: index == 0 ? inputChannels : outputChannels,
                width: width,
                stride: index == 0 ? stride : 1,
                projects: index == 0
            )
        }
    }
}

/// Three convolutions beside a shortcut, summed: `relu(conv3(conv2(conv1(x))) + shortcut(x))`.
package struct BottleneckBlock: Hashable, Sendable {
    /// The block's name in a checkpoint, such as `layer1.0`.
    package let name: String
    /// Channels read.
    package let inputChannels: Int
    /// Channels inside.
    package let width: Int
    /// The stride of the 3×3 and of the projection.
    package let stride: Int
    /// Whether the shortcut is a convolution, because the shape changes, or the input itself.
    package let projects: Bool

    /// 1×1, narrows.
    package var reduce: ConvolutionLayer {
        layer("conv1", "bn1", from: inputChannels, to: width, kernel: 1, stride: 1)
    }

    /// 3×3, with the block's stride.
    package var spatial: ConvolutionLayer {
        layer("conv2", "bn2", from: width, to: width, kernel: 3, stride: stride)
    }

    /// 1×1, widens.
    package var expand: ConvolutionLayer {
        layer("conv3", "bn3", from: width, to: outputChannels, kernel: 1, stride: 1)
    }

    /// 1×1 of the shortcut, where the shape changes.
    package var projection: ConvolutionLayer? {
        guard projects else { return nil }
        return layer(
            "downsample.0",
            "downsample.1",
            from: inputChannels,
            to: outputChannels,
            kernel: 1,
            stride: stride
        )
    }

    /// Channels written.
    package var outputChannels: Int { width * Architecture.expansion }

    /// The block's convolutions, in the order of torchvision's state dictionary.
    package var convolutions: [ConvolutionLayer] {
        [reduce, spatial, expand] + [projection].compactMap(\.self)
    }

    private func layer(
        _ convolution: String,
        _ normalization: String,
        from input: Int,
        to output: Int,
        kernel: Int,
        stride: Int
    ) -> ConvolutionLayer {
        ConvolutionLayer(
            name: "\(name).\(convolution)",
            normalization: "\(name).\(normalization)",
            inputChannels: input,
            outputChannels: output,
            kernel: kernel,
            stride: stride,
            padding: kernel / 2
        )
    }
}
