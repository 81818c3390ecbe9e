import OneDNN

/// The network for one input size and batch: steps over numbered tensors, before any kernel exists.
package struct NetworkPlan {
    /// A tensor's place in ``shapes``.
    package typealias Tensor = Int

    /// What a step does.
    package enum Operation: Hashable {
        /// A convolution with its normalisation folded in, perhaps added to what the output holds.
        case convolution(ConvolutionLayer, addsToOutput: Bool, relu: Bool)
        /// The stem's max-pooling.
        case maximumPooling
        /// The mean over the whole map.
        case globalAveragePooling
        /// The fully connected layer.
        case classifier
    }

    /// One operation and the tensors it reads and writes.
    package struct Step: Hashable {
        package let operation: Operation
        package let input: Tensor
        package let output: Tensor
    }

    /// The steps, in the order of execution.
    package private(set) var steps: [Step] = []

    /// The shape of each tensor, `[N, C, H, W]` (`[N, classes]` for the logits); the first is the
    /// network's input.
    package private(set) var shapes: [[Int]]

    /// The tensor that holds each stage's result.
    package private(set) var outputs: [Stage: Tensor] = [:]

    /// Lays out `architecture` for `batch` images of `inputSide × inputSide` pixels.
    package init(_ architecture: Architecture, inputSide: Int, batch: Int) {
        shapes = [[batch, Architecture.inputChannels, inputSide, inputSide]]
        var current = convolve(architecture.stem, 0)
        let pooledSide = Architecture.stemPooling.outputSide(for: shapes[current][2])
        current = append(.maximumPooling, current, side: pooledSide)
        outputs[.stem] = current
        for residualStage in architecture.residualStages {
            for block in residualStage.blocks { current = append(block, current) }
            outputs[residualStage.stage] = current
        }
        current = append(.globalAveragePooling, current, side: 1)
        outputs[.pool] = current
        shapes.append([batch, architecture.classCount])
        steps.append(Step(operation: .classifier, input: current, output: shapes.count - 1))
        outputs[.classifier] = shapes.count - 1
    }

    /// The multiplications of one run: those of convolutions and classifier.
    package var multiplicationCount: Int {
        steps.reduce(0) { sum, step in
            let output = shapes[step.output]
            return switch step.operation {
            case .convolution(let layer, _, _):
                sum + layer.weight.count * output[0] * output[2] * output[3]
            case .classifier: sum + shapes[step.input][1] * output[0] * output[1]
            case .maximumPooling, .globalAveragePooling: sum
            }
        }
    }

    /// The steps that each tensor must survive; `kept` tensors survive to the end.
    package func lifetimes(keeping kept: Set<Tensor>) -> [ClosedRange<Int>] {
        // The network's input is written before the first step.
        var lifetimes = [0: 0...0]
        for (index, step) in steps.enumerated() {
            for tensor in [step.input, step.output] {
                lifetimes[tensor] = (lifetimes[tensor]?.lowerBound ?? index)...index
            }
        }
        let last = steps.count - 1
        return shapes.indices.map { tensor in
            guard let lifetime = lifetimes[tensor] else {
                preconditionFailure("a plan uses each of its tensors")
            }
            return kept.contains(tensor) ? lifetime.lowerBound...last : lifetime
        }
    }

    /// Appends a bottleneck; its last convolution adds into the shortcut's tensor, in place.
    private mutating func append(_ block: BottleneckBlock, _ input: Tensor) -> Tensor {
        let shortcut = block.projection.map { convolve($0, input, relu: false) } ?? input
        let inside = convolve(block.spatial, convolve(block.reduce, input))
        steps.append(
            Step(
                operation: .convolution(block.expand, addsToOutput: true, relu: true),
                input: inside,
                output: shortcut
            )
        )
        return shortcut
    }

    private mutating func convolve(
        _ layer: ConvolutionLayer,
        _ input: Tensor,
        relu: Bool = true
    ) -> Tensor {
        append(
            .convolution(layer, addsToOutput: false, relu: relu),
            input,
            channels: layer.outputChannels,
            side: layer.window.outputSide(for: shapes[input][2])
        )
    }

    private mutating func append(
        _ operation: Operation,
        _ input: Tensor,
        channels: Int? = nil,
        side: Int
    ) -> Tensor {
        shapes.append([shapes[input][0], channels ?? shapes[input][1], side, side])
        steps.append(Step(operation: operation, input: input, output: shapes.count - 1))
        return shapes.count - 1
    }
}
