import OneDNN
import ResNet

/// A parameter that learns: its value, and what the optimiser keeps beside it.
///
/// All are float32 in the layout that the kernel writes the gradient in, so that the update is one
/// walk over memory; where that layout pads channels, the padding is zero and stays zero.
final class TrainedParameter {
    /// Name and shape, as in a checkpoint.
    let parameter: Parameter
    /// The value.
    let value: Memory
    /// The loss's gradient, as the backward pass has left it.
    let gradient: Memory
    /// The optimiser's running direction.
    let momentum: Memory
    /// The exponential moving average of the value.
    let average: Memory

    /// Whether weight decay pulls at it: at matrices and kernels, not at γ, β and biases
    /// (He et al. 2018, "Bag of tricks", section 3.1).
    var decays: Bool { parameter.shape.count > 1 }

    /// Allocates a parameter of zeros.
    ///
    /// - Parameters:
    ///   - parameter: Name and shape.
    ///   - descriptor: The shape's memory layout.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when memory is short.
    init(
        _ parameter: Parameter,
        _ descriptor: MemoryDescriptor,
        on engine: Engine
    ) throws(DNNLError) {
        precondition(descriptor.shape == parameter.shape, "a layout is of its parameter's shape")
        self.parameter = parameter
        value = try Memory(descriptor, on: engine)
        gradient = try Memory(descriptor, on: engine)
        momentum = try Memory(descriptor, on: engine)
        average = try Memory(descriptor, on: engine)
    }

    /// Allocates a parameter that is a vector.
    convenience init(vector parameter: Parameter, on engine: Engine) throws(DNNLError) {
        let descriptor = try MemoryDescriptor(shape: parameter.shape, layout: .vector)
        try self.init(parameter, descriptor, on: engine)
    }
}

/// The statistics of one batch normalisation: the batch's, and their running averages, which the
/// network uses when it no longer learns.
///
/// `running ← (1 − m) · running + m · batch` with momentum m = 0.1, the batch's variance made
/// unbiased by `n / (n − 1)`, as PyTorch's `BatchNorm2d` does.
final class RunningStatistics {
    /// The running mean's name and shape.
    let meanParameter: Parameter
    /// The running variance's name and shape.
    let varianceParameter: Parameter
    /// The mean and the biased variance of the last batch.
    let batchMean: Memory
    let batchVariance: Memory
    /// The running averages of the value's network.
    let mean: Memory
    let variance: Memory
    /// The running averages of the averaged weights' network.
    let averageMean: Memory
    let averageVariance: Memory

    private let sampleCount: Float
    private static let momentum: Float = 0.1

    /// Allocates the statistics of `layer`, over `sampleCount` elements a channel.
    init(_ layer: ConvolutionLayer, sampleCount: Int, on engine: Engine) throws(DNNLError) {
        meanParameter = layer.mean
        varianceParameter = layer.variance
        self.sampleCount = Float(sampleCount)
        let vector = try MemoryDescriptor(shape: layer.mean.shape, layout: .vector)
        batchMean = try Memory(vector, on: engine)
        batchVariance = try Memory(vector, on: engine)
        mean = try Memory(vector, on: engine)
        variance = try Memory(vector, on: engine)
        averageMean = try Memory(vector, on: engine)
        averageVariance = try Memory(vector, on: engine)
    }

    /// Moves the running averages towards the last batch.
    func update() {
        let unbiased = sampleCount > 1 ? sampleCount / (sampleCount - 1) : 1
        Self.move(mean, towards: batchMean, by: Self.momentum)
        Self.move(variance, towards: batchVariance, scaledBy: unbiased, by: Self.momentum)
    }

    /// Moves the averaged network's statistics towards the running ones by the share `weight`.
    func average(weight: Float) {
        Self.move(averageMean, towards: mean, by: weight)
        Self.move(averageVariance, towards: variance, by: weight)
    }

    private static func move(
        _ average: Memory,
        towards value: Memory,
        scaledBy scale: Float = 1,
        by weight: Float
    ) {
        average.withFloats { average in
            value.withFloats { value in
                for index in average.indices {
                    average[index] += weight * (value[index] * scale - average[index])
                }
            }
        }
    }
}
