import OneDNN
import ResNet

/// A pooling: the stem's maximum, or the average over the whole map.
struct PoolingUnit {
    /// The result, described.
    let output: MemoryDescriptor

    private let pooling: TrainingPooling
    private var workspace: Tape.Tensor?

    /// Compiles a pooling of `input`, `[N, C, H, W]`; the result has the order `layout`.
    init(
        _ kind: PoolingKind,
        _ window: Window,
        from input: MemoryDescriptor,
        layout: TensorLayout,
        on engine: Engine
    ) throws(DNNLError) {
        let side = window.outputSide(for: input.shape[2])
        output = try MemoryDescriptor(
            shape: [input.shape[0], input.shape[1], side, side],
            elementType: input.elementType ?? .float32,
            layout: layout
        )
        pooling = try TrainingPooling(kind, from: input, to: output, window: window, on: engine)
    }

    /// Records `y` from `x`.
    mutating func forward(_ x: Tape.Tensor, on tape: inout Tape) -> Tape.Tensor {
        let y = tape.tensor(output)
        workspace = pooling.workspace.map { tape.tensor($0) }
        tape.append(
            pooling.forward,
            [(.source, .activation(x)), (.destination, .activation(y))] + workspaceOperand
        )
        return y
    }

    /// Records `dx` from `dy`.
    func backward(_ dy: Tape.Tensor, on tape: inout Tape) -> Tape.Tensor {
        let dx = tape.tensor(pooling.backward.sourceGradient)
        tape.append(
            pooling.backward,
            [(.destinationGradient, .activation(dy)), (.sourceGradient, .activation(dx))]
                + workspaceOperand
        )
        return dx
    }

    private var workspaceOperand: [(Argument, Operand)] {
        workspace.map { [(.workspace, .activation($0))] } ?? []
    }
}
