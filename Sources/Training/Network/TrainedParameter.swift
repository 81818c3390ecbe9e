package import OneDNN
package import ResNet

/// A parameter that learns: its value, and what the optimiser keeps beside it.
///
/// All are float32 in the layout that the kernel writes the gradient in, so that the update is one
/// walk over memory; where that layout pads channels, the padding is zero and stays zero.
package final class TrainedParameter {
    /// Name and shape, as in a checkpoint.
    package let parameter: Parameter
    /// The value.
    package let value: Memory
    /// The optimiser's running direction.
    package let momentum: Memory
    /// The exponential moving average of the value.
    package let average: Memory
    /// The loss's gradients, one of each shard; their sum is the batch's.
    package private(set) var gradients: [Memory] = []

    /// Whether weight decay pulls at it: at matrices and kernels, not at γ, β and biases.
    ///
    /// Source: He et al. 2018, "Bag of tricks", section 3.1.
    package var decays: Bool { parameter.shape.count > 1 }

    /// Allocates a parameter of zeros, without gradients.
    ///
    /// - Parameters:
    ///   - parameter: Name and shape.
    ///   - descriptor: The shape's memory layout.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when memory is short.
    package init(
        _ parameter: Parameter,
        _ descriptor: MemoryDescriptor,
        on engine: Engine
    ) throws(DNNLError) {
        precondition(descriptor.shape == parameter.shape, "a layout is of its parameter's shape")
        self.parameter = parameter
        value = try Memory(descriptor, on: engine)
        momentum = try Memory(descriptor, on: engine)
        average = try Memory(descriptor, on: engine)
    }

    /// Allocates the gradient of one more shard.
    package func addGradient(
        _ descriptor: MemoryDescriptor,
        on engine: Engine
    ) throws(DNNLError) -> Memory {
        precondition(descriptor == value.descriptor, "all shards have one layout")
        let gradient = try Memory(descriptor, on: engine)
        gradients.append(gradient)
        return gradient
    }
}
