import OneDNN
import ResNet

/// A bottleneck block, with what it learns.
///
/// - Forward: `y = relu(expand(spatial(reduce(x))) + shortcut(x))`, where the shortcut is a
///   projection or `x` itself.
/// - Backward: `d = dy · [y > 0]` goes back through both branches; `dx` is the sum of what arrives.
struct ResidualUnit {
    private var reduce: ConvolutionUnit
    private var spatial: ConvolutionUnit
    private var expand: ConvolutionUnit
    private var projection: ConvolutionUnit?
    private let sum: ResidualSum
    private var result: Tape.Tensor?

    /// Compiles `block`; see ``ConvolutionUnit`` for the parameters.
    init(
        _ block: BottleneckBlock,
        from input: MemoryDescriptor,
        layout: TensorLayout,
        parameters store: ParameterStore,
        on engine: Engine
    ) throws(DNNLError) {
        func unit(
            _ layer: ConvolutionLayer,
            _ input: MemoryDescriptor,
            relu: Bool = true
        ) throws(DNNLError) -> ConvolutionUnit {
            try ConvolutionUnit(
                layer,
                from: input,
                layout: layout,
                relu: relu,
                parameters: store,
                on: engine
            )
        }
        reduce = try unit(block.reduce, input)
        spatial = try unit(block.spatial, reduce.output)
        expand = try unit(block.expand, spatial.output, relu: false)
        if let layer = block.projection { projection = try unit(layer, input, relu: false) }
        sum = try ResidualSum(of: expand.output, branchingFrom: input, on: engine)
    }

    /// The block's convolutions, in the order of the architecture's table.
    var units: [ConvolutionUnit] { [reduce, spatial, expand] + [projection].compactMap(\.self) }

    /// The result, described.
    var output: MemoryDescriptor { expand.output }

    /// Records `y` from `x`.
    mutating func forward(_ x: Tape.Tensor, on tape: inout Tape) -> Tape.Tensor {
        let shortcut = projection?.forward(.activation(x), on: &tape) ?? x
        let reduced = reduce.forward(.activation(x), on: &tape)
        let convolved = spatial.forward(.activation(reduced), on: &tape)
        let branch = expand.forward(.activation(convolved), on: &tape)
        let y = tape.tensor(output)
        tape.append(
            sum.forward,
            [
                .source: .activation(branch), .secondSource: .activation(shortcut),
                .destination: .activation(y),
            ]
        )
        result = y
        return y
    }

    /// Records the parameters' gradients and `dx` from `dy`.
    func backward(_ dy: Tape.Tensor, on tape: inout Tape) -> Tape.Tensor {
        guard let result else { preconditionFailure("a unit goes forward before it goes back") }
        tape.append(
            sum.backward,
            [
                .destination: .activation(result), .destinationGradient: .activation(dy),
                .sourceGradient: .activation(dy),
            ]
        )
        let dx = expand.backward(dy, on: &tape)
            .flatMap { spatial.backward($0, on: &tape) }
            .flatMap { reduce.backward($0, on: &tape) }
        let shortcut = projection.map { $0.backward(dy, on: &tape) } ?? dy
        guard let dx, let shortcut else { preconditionFailure("a block passes gradients on") }
        tape.append(
            sum.gradientSum,
            [
                .source: .activation(dx), .secondSource: .activation(shortcut),
                .destination: .activation(dx),
            ]
        )
        return dx
    }
}
