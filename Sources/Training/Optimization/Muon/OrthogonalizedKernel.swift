import OneDNN
import ResNet

/// A convolution's kernel that moves along its orthogonalised momentum.
///
/// The kernel `[C_out, C_in, K, K]` is a matrix with a row for each output channel, or with a column for
/// each where that is higher than wide. It is orthogonalised in blocks of rows, so that the work grows
/// with the kernel's size, not faster. See ``StochasticGradientDescent/muonShare`` for the update.
struct OrthogonalizedKernel {
    /// The most rows of a block.
    static let blockRows = 256

    private let parameter: TrainedParameter
    private let direction: Memory
    private let gather: Invocation
    private let scatter: Invocation
    private let rows: Int
    private let columns: Int

    /// Whether a parameter moves like this: kernels of hidden layers do; the first layer, vectors and
    /// the classifier move as they always do.
    static func applies(to parameter: Parameter) -> Bool {
        parameter.shape.count == 4 && parameter.shape[1] != Architecture.inputChannels
    }

    /// The rows and columns of the matrix that `parameter` counts as.
    static func matrixShape(of parameter: Parameter) -> (rows: Int, columns: Int) {
        let (outputs, others) = (parameter.shape[0], parameter.shape.dropFirst().reduce(1, *))
        return (min(outputs, others), max(outputs, others))
    }

    /// Prepares a kernel.
    ///
    /// - Parameters:
    ///   - parameter: The kernel.
    ///   - buffer: Memory for its matrix, which others may use between two steps.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when memory is short.
    init(
        _ parameter: TrainedParameter,
        in buffer: AlignedBuffer,
        on engine: Engine
    ) throws(DNNLError) {
        let shape = parameter.parameter.shape
        (rows, columns) = Self.matrixShape(of: parameter.parameter)
        let descriptor = try MemoryDescriptor(
            shape: shape,
            layout: rows == shape[0] ? .oihw : .iohw
        )
        direction = try Memory(descriptor, in: buffer, on: engine)
        gather = try .copy(from: parameter.gradients[0], to: direction, on: engine)
        scatter = try .copy(from: direction, to: parameter.gradients[0], on: engine)
        self.parameter = parameter
    }

    /// Takes one step; the gradient is lost.
    ///
    /// - Parameters:
    ///   - optimizer: The update rule.
    ///   - gradientScale: What clipping leaves of the gradient.
    ///   - reach: How far the kernel moves, as a share of its norm.
    ///   - orthogonalization: Memory to work in.
    ///   - stream: Where copies run.
    /// - Throws: ``DNNLError`` when oneDNN refuses.
    func step(
        _ optimizer: StochasticGradientDescent,
        gradientScale: Float,
        reach: Float,
        with orthogonalization: inout Orthogonalization,
        on stream: borrowing ExecutionStream
    ) throws(DNNLError) {
        optimizer.turnIntoDirection(parameter, gradientScale: gradientScale)
        try gather.run(on: stream)
        try direction.withFloats { matrix throws(DNNLError) in
            for start in stride(from: 0, to: rows, by: Self.blockRows) {
                let block = start..<min(start + Self.blockRows, rows)
                try orthogonalization.apply(to: &matrix, rows: block, columns: columns)
            }
        }
        try scatter.run(on: stream)
        move(by: reach)
    }

    /// Moves along the orthogonal direction by a share of the kernel's norm, which stays as it is.
    private func move(by reach: Float) {
        parameter.value.withFloats { value in
            parameter.gradients[0].withFloats { direction in
                let all = 0..<value.count
                let norm = value.span.squaredSum(in: all).squareRoot()
                // The norm of an orthogonal matrix is the root of how many rows it has.
                let factor = reach * Float(norm) / Float(rows).squareRoot()
                for index in all {
                    unsafe value[unchecked: index] -= factor * direction[unchecked: index]
                }
                let moved = value.span.squaredSum(in: all).squareRoot()
                if moved > 0 { value.scale(all, by: Float(norm / moved)) }
            }
        }
    }
}
