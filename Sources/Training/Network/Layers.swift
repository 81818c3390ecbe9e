import OneDNN
import ResNet

/// The layers of the architecture's table, compiled one after the other.
struct Layers {
    private var stem: ConvolutionUnit
    private var stemPooling: PoolingUnit
    private var blocks: [ResidualUnit] = []
    private var pooling: PoolingUnit
    /// The last layer.
    var classifier: ClassifierUnit

    /// Compiles `architecture` on `input`, `[N, 3, S, S]`.
    ///
    /// The stem's kernel chooses the order of activations; all others take it, so that nothing is
    /// reordered between two layers.
    init(
        _ architecture: Architecture,
        from input: MemoryDescriptor,
        parameters store: ParameterStore,
        on engine: Engine
    ) throws(DNNLError) {
        let layout = try Self.layout(for: architecture.stem, chosenFor: input, on: engine)
        stem = try ConvolutionUnit(
            architecture.stem,
            from: input,
            layout: layout,
            needsInputGradient: false,
            parameters: store,
            on: engine
        )
        stemPooling = try PoolingUnit(
            .maximum,
            Architecture.stemPooling,
            from: stem.output,
            layout: layout,
            on: engine
        )
        var output = stemPooling.output
        for block in architecture.blocks {
            let unit = try ResidualUnit(
                block,
                from: output,
                layout: layout,
                parameters: store,
                on: engine
            )
            output = unit.output
            blocks.append(unit)
        }
        let whole = Window(kernel: output.shape[2], stride: 1, padding: 0)
        pooling = try PoolingUnit(.average, whole, from: output, layout: layout, on: engine)
        classifier = try ClassifierUnit(
            architecture,
            from: pooling.output,
            parameters: store,
            on: engine
        )
    }

    /// Every convolution with its normalisation, in the order of the architecture's table.
    var units: [ConvolutionUnit] { [stem] + blocks.flatMap(\.units) }

    /// Records both passes; `input` is what the stem reads.
    mutating func record(from input: Memory, on tape: inout Tape) {
        var x = stemPooling.forward(stem.forward(.resident(input), on: &tape), on: &tape)
        for index in blocks.indices { x = blocks[index].forward(x, on: &tape) }
        classifier.forward(pooling.forward(x, on: &tape), on: &tape)

        tape.turn()
        var dx = pooling.backward(classifier.backward(on: &tape), on: &tape)
        for block in blocks.reversed() { dx = block.backward(dx, on: &tape) }
        _ = stem.backward(stemPooling.backward(dx, on: &tape), on: &tape)
    }

    /// The order that the stem's kernel likes best for what it writes.
    private static func layout(
        for stem: ConvolutionLayer,
        chosenFor input: MemoryDescriptor,
        on engine: Engine
    ) throws(DNNLError) -> TensorLayout {
        let side = stem.window.outputSide(for: input.shape[2])
        func output(_ layout: TensorLayout) throws(DNNLError) -> MemoryDescriptor {
            try MemoryDescriptor(
                shape: [input.shape[0], stem.outputChannels, side, side],
                elementType: input.elementType ?? .float32,
                layout: layout
            )
        }
        let convolution = try TrainingConvolution(
            from: input,
            to: output(.any),
            window: stem.window,
            needsSourceGradient: false,
            on: engine
        )
        for layout in [TensorLayout.nchw16c, .nchw8c]
        where try output(layout) == convolution.forward.destination {
            return layout
        }
        return .nhwc
    }
}
