import OneDNN
import ResNet

/// The fully connected layer, always in float32: it is small, and the loss is read from it.
///
/// - Forward: `logits = w · features + b`.
/// - Backward: ``TrainingInnerProduct``.
struct ClassifierUnit {
    /// `[N, classes]`, written by the forward pass.
    let logits: Memory
    /// `[N, classes]`, read by the backward pass.
    let logitsGradient: Memory

    private let product: TrainingInnerProduct
    private let toFloats: Primitive
    private let fromFloats: Primitive
    private let features: MemoryDescriptor
    private let matrix: MemoryDescriptor
    private let weight: (value: Memory, gradient: Memory)
    private let bias: (value: Memory, gradient: Memory)
    private var input: Tape.Tensor?

    /// Compiles the classifier of `architecture` on `features`, `[N, C, 1, 1]`.
    init(
        _ architecture: Architecture,
        from features: MemoryDescriptor,
        parameters store: ParameterStore,
        on engine: Engine
    ) throws(DNNLError) {
        let (batch, channels) = (features.shape[0], features.shape[1])
        self.features = features
        matrix = try MemoryDescriptor(shape: [batch, channels], layout: .rowMajorMatrix)
        let scores = try MemoryDescriptor(
            shape: [batch, architecture.classCount],
            layout: .rowMajorMatrix
        )
        product = try TrainingInnerProduct(from: matrix, to: scores, on: engine)
        // The same elements in the same order, as [N, C, 1, 1].
        let plain = try MemoryDescriptor(shape: [batch, channels, 1, 1], layout: .nchw)
        toFloats = try .reorder(from: features, to: plain, on: engine)
        fromFloats = try .reorder(from: plain, to: features, on: engine)
        weight = try store.parameter(
            architecture.classifierWeight,
            MemoryDescriptor(shape: architecture.classifierWeight.shape, layout: .rowMajorMatrix)
        )
        bias = try store.vector(architecture.classifierBias)
        logits = try Memory(scores, on: engine)
        logitsGradient = try Memory(scores, on: engine)
    }

    /// Records the logits of `x`.
    mutating func forward(_ x: Tape.Tensor, on tape: inout Tape) {
        let floats = tape.tensor(matrix)
        tape.append(toFloats, [.source: .activation(x), .destination: .activation(floats)])
        tape.append(
            product.forward,
            [
                .source: .activation(floats), .weights: .resident(weight.value),
                .bias: .resident(bias.value), .destination: .resident(logits),
            ]
        )
        input = floats
    }

    /// Records the parameters' gradients and `dx` from the logits' gradient.
    func backward(on tape: inout Tape) -> Tape.Tensor {
        guard let input else { preconditionFailure("a unit goes forward before it goes back") }
        tape.append(
            product.backwardToWeights,
            [
                .source: .activation(input), .destinationGradient: .resident(logitsGradient),
                .weightsGradient: .resident(weight.gradient),
                .biasGradient: .resident(bias.gradient),
            ]
        )
        let floats = tape.tensor(matrix)
        tape.append(
            product.backwardToSource,
            [
                .destinationGradient: .resident(logitsGradient),
                .weights: .resident(weight.value), .sourceGradient: .activation(floats),
            ]
        )
        let dx = tape.tensor(features)
        tape.append(fromFloats, [.source: .activation(floats), .destination: .activation(dx)])
        return dx
    }
}
