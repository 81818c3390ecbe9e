import OneDNN
import ResNet

/// The passes over one part of each batch, which one team of threads computes from its beginning to
/// its end without waiting for another.
final class Shard {
    /// The layers' statistics, in the order of the architecture's table.
    let statistics: [(layer: ConvolutionLayer, batch: BatchStatistics)]
    /// Activations and working memory, in bytes.
    let byteCount: Int

    private let stream: ExecutionStream
    private let inputCopy: Invocation?
    private let passes: Tape.Passes
    private let logits: Memory
    private let logitsGradient: Memory
    private let classCount: Int

    /// Compiles the passes.
    ///
    /// - Parameters:
    ///   - architecture: The network's table.
    ///   - input: The part of the batch, `[n, 3, S, S]` in float32.
    ///   - precision: The number format of the kernels.
    ///   - store: Where the parameters are.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when the CPU has no kernel or memory is short.
    init(
        _ architecture: Architecture,
        input: Memory,
        precision: ElementType,
        parameters store: ParameterStore,
        on engine: Engine
    ) throws(DNNLError) {
        let source = try MemoryDescriptor(
            shape: input.descriptor.shape,
            elementType: precision,
            layout: .nchw
        )
        let isCopied = source != input.descriptor
        let read = isCopied ? try Memory(source, on: engine) : input
        var layers = try Layers(architecture, from: source, parameters: store, on: engine)
        var tape = Tape(on: engine)
        layers.record(from: read, on: &tape)
        passes = try tape.bind()
        inputCopy = isCopied ? try .copy(from: input, to: read, on: engine) : nil
        stream = try ExecutionStream(on: engine)
        statistics = layers.units.map { ($0.layer, $0.statistics) }
        logits = layers.classifier.logits
        logitsGradient = layers.classifier.logitsGradient
        classCount = architecture.classCount
        byteCount = passes.byteCount + (isCopied ? source.byteCount : 0)
    }

    /// Computes the gradients of the shard's part of the batch's loss.
    ///
    /// - Parameters:
    ///   - targets: What the shard's images should answer.
    ///   - batch: Images in all shards.
    ///   - scope: Which gradients are computed; the others stay as they were.
    /// - Returns: The part of the loss, each image's own, and the weight of those that were answered
    ///   right.
    /// - Throws: ``DNNLError`` when a kernel fails.
    func computeGradients(
        _ targets: Targets,
        ofBatch batch: Int,
        scope: GradientScope
    ) throws(DNNLError) -> (loss: Double, losses: [Float], correct: Double) {
        try inputCopy?.run(on: stream)
        for invocation in passes.forward { try invocation.run(on: stream) }
        let result = logits.withFloats { logits in
            logitsGradient.withFloats { gradient in
                let (loss, losses) = SoftmaxCrossEntropy.evaluate(
                    logits: logits.span,
                    targets: targets,
                    batch: batch,
                    gradient: &gradient
                )
                return (loss, losses, targets.agreement(with: logits.span))
            }
        }
        let backward =
            switch scope {
            case .all: passes.backward
            case .normalizations: passes.backwardPastKernels
            }
        for invocation in backward { try invocation.run(on: stream) }
        return result
    }
}
