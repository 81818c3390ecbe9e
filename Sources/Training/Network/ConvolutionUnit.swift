import OneDNN
import ResNet

/// A convolution, its batch normalisation and, mostly, a ReLU, with what they learn.
///
/// - Forward: `z = w ∗ x`, `y = relu(γ · (z − μ) / √(σ² + ε) + β)`.
/// - Backward: `dz`, `dγ`, `dβ` from `dy` (``TrainingBatchNormalization``), then `dw` from `x` and
///   `dz`, and `dx` from `w` and `dz` (``TrainingConvolution``).
struct ConvolutionUnit {
    /// Its row of the architecture's table.
    let layer: ConvolutionLayer
    /// What the normalisation measures.
    let statistics: BatchStatistics
    /// The result, described.
    let output: MemoryDescriptor

    private let convolution: TrainingConvolution
    private let normalization: TrainingBatchNormalization
    private let weightGradient: Memory
    private let gamma: (value: Memory, gradient: Memory)
    private let beta: (value: Memory, gradient: Memory)
    private let forwardWeights: Memory
    private let backwardWeights: Memory?

    private var input: Operand?
    private var convolved: Tape.Tensor?
    private var workspace: Tape.Tensor?

    /// Compiles `layer`.
    ///
    /// - Parameters:
    ///   - layer: Its row of the architecture's table.
    ///   - input: `[N, C_in, H, W]`.
    ///   - layout: The order of the result's elements.
    ///   - relu: Whether negative results become zero.
    ///   - needsInputGradient: Whether something before it learns.
    ///   - store: Where its parameters are.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when the CPU has no kernel or memory is short.
    init(
        _ layer: ConvolutionLayer,
        from input: MemoryDescriptor,
        layout: TensorLayout,
        relu: Bool = true,
        needsInputGradient: Bool = true,
        parameters store: ParameterStore,
        on engine: Engine
    ) throws(DNNLError) {
        let (batch, side) = (input.shape[0], layer.window.outputSide(for: input.shape[2]))
        output = try MemoryDescriptor(
            shape: [batch, layer.outputChannels, side, side],
            elementType: input.elementType ?? .float32,
            layout: layout
        )
        convolution = try TrainingConvolution(
            from: input,
            to: output,
            window: layer.window,
            needsSourceGradient: needsInputGradient,
            on: engine
        )
        normalization = try TrainingBatchNormalization(
            of: output,
            epsilon: Float(ConvolutionLayer.epsilon),
            relu: relu,
            on: engine
        )
        statistics = try BatchStatistics(
            channels: layer.outputChannels,
            sampleCount: batch * side * side,
            on: engine
        )
        weightGradient =
            try store.parameter(
                layer.weight,
                convolution.backwardToWeights.weightsGradient
            ).gradient
        forwardWeights = try store.copy(of: layer.weight, as: convolution.forward.weights)
        var backwardWeights: Memory?
        if let backward = convolution.backwardToSource {
            backwardWeights = try store.copy(of: layer.weight, as: backward.weights)
        }
        self.backwardWeights = backwardWeights
        gamma = try store.vector(layer.gamma)
        beta = try store.vector(layer.beta)
        self.layer = layer
    }

    /// Records `y` from `x`.
    mutating func forward(_ x: Operand, on tape: inout Tape) -> Tape.Tensor {
        let z = tape.tensor(output)
        tape.append(
            convolution.forward,
            [
                .source: x, .weights: .resident(forwardWeights),
                .destination: .activation(z),
            ]
        )
        let y = tape.tensor(output)
        workspace = normalization.workspace.map { tape.tensor($0) }
        tape.append(
            normalization.forward,
            [
                (.source, .activation(z)), (.scale, .resident(gamma.value)),
                (.shift, .resident(beta.value)), (.mean, .resident(statistics.mean)),
                (.variance, .resident(statistics.variance)), (.destination, .activation(y)),
            ] + workspaceOperand
        )
        input = x
        convolved = z
        return y
    }

    /// Records the parameters' gradients and, where something before learns, `dx`, from `dy`.
    func backward(_ dy: Tape.Tensor, on tape: inout Tape) -> Tape.Tensor? {
        guard let input, let convolved else {
            preconditionFailure("a unit goes forward before it goes back")
        }
        let dz = tape.tensor(output)
        tape.append(
            normalization.backward,
            [
                (.source, .activation(convolved)), (.destinationGradient, .activation(dy)),
                (.scale, .resident(gamma.value)), (.shift, .resident(beta.value)),
                (.mean, .resident(statistics.mean)),
                (.variance, .resident(statistics.variance)),
                (.sourceGradient, .activation(dz)),
                (.scaleGradient, .resident(gamma.gradient)),
                (.shiftGradient, .resident(beta.gradient)),
            ] + workspaceOperand
        )
        tape.append(
            convolution.backwardToWeights,
            [
                .source: input, .destinationGradient: .activation(dz),
                .weightsGradient: .resident(weightGradient),
            ],
            givesKernelGradient: true
        )
        guard let toSource = convolution.backwardToSource, let backwardWeights else { return nil }
        let dx = tape.tensor(toSource.sourceGradient)
        tape.append(
            toSource,
            [
                .destinationGradient: .activation(dz), .weights: .resident(backwardWeights),
                .sourceGradient: .activation(dx),
            ]
        )
        return dx
    }

    private var workspaceOperand: [(Argument, Operand)] {
        workspace.map { [(.workspace, .activation($0))] } ?? []
    }
}
