package import OneDNN

/// A convolution without bias and the batch normalisation behind it.
package struct ConvolutionLayer: Hashable, Sendable {
    /// The convolution's name in a checkpoint, such as `layer1.0.conv2`.
    package let name: String
    /// The batch normalisation's name in a checkpoint, such as `layer1.0.bn2`.
    package let normalization: String
    /// Channels read.
    package let inputChannels: Int
    /// Channels written.
    package let outputChannels: Int
    /// The kernel's side, in elements.
    package let kernel: Int
    /// The step between two windows, in elements.
    package let stride: Int
    /// The border of zeros, in elements.
    package let padding: Int

    /// Kernel, stride and padding together.
    package var window: Window { Window(kernel: kernel, stride: stride, padding: padding) }

    /// The weights, `[C_out, C_in, K, K]`.
    package var weight: Parameter {
        Parameter(
            name: "\(name).weight",
            shape: [outputChannels, inputChannels, kernel, kernel]
        )
    }

    /// Batch normalisation's learnt scale, `[C_out]`.
    package var gamma: Parameter { perChannel("weight") }
    /// Batch normalisation's learnt shift, `[C_out]`.
    package var beta: Parameter { perChannel("bias") }
    /// The running average of the convolution's output, `[C_out]`.
    package var mean: Parameter { perChannel("running_mean") }
    /// The running average of the output's variance, `[C_out]`.
    package var variance: Parameter { perChannel("running_var") }

    /// What batch normalisation adds to the variance before the root (torchvision's default).
    package static let epsilon = 1e-5

    /// The layer's parameters, in the order of torchvision's state dictionary.
    package var parameters: [Parameter] { [weight, gamma, beta, mean, variance] }

    /// The counter that PyTorch keeps beside the running averages; inference ignores it.
    package var batchCounterName: String { "\(normalization).num_batches_tracked" }

    private func perChannel(_ suffix: String) -> Parameter {
        Parameter(name: "\(normalization).\(suffix)", shape: [outputChannels])
    }
}

/// A tensor that a checkpoint must have.
package struct Parameter: Hashable, Sendable {
    /// torchvision's name, such as `layer4.2.conv3.weight`.
    package let name: String
    /// The dimensions, outermost first.
    package let shape: [Int]

    /// States a parameter.
    package init(name: String, shape: [Int]) {
        self.name = name
        self.shape = shape
    }

    /// How many numbers it holds.
    package var count: Int { shape.reduce(1, *) }
}
