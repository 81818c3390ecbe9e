import OneDNN

/// Turns a plan into primitives bound to memory: chooses kernels, places tensors, stores weights.
///
/// Used once, by ``CompiledNetwork``; what it leaves behind is a flat list of invocations.
struct NetworkCompiler {
    private let plan: NetworkPlan
    private let precision: Precision
    private let engine: Engine

    private var primitives: [Primitive] = []
    private var descriptors: [MemoryDescriptor?]

    /// Chooses a kernel for every step, each in the layout that the one before it writes.
    init(_ plan: NetworkPlan, precision: Precision, on engine: Engine) throws(DNNLError) {
        self.plan = plan
        self.precision = precision
        self.engine = engine
        descriptors = plan.shapes.map { _ in nil }
        descriptors[0] = try MemoryDescriptor(
            shape: plan.shapes[0],
            elementType: precision.elementType,
            layout: .nchw
        )
        for step in plan.steps {
            let primitive = try compile(step)
            descriptors[step.output] = primitive.destination
            primitives.append(primitive)
        }
    }

    /// Places every tensor in one arena; those in `kept` keep their values until the next run.
    func placeTensors(keeping kept: Set<NetworkPlan.Tensor>) throws(DNNLError) -> [Memory] {
        let layouts = plan.shapes.indices.map(descriptor(of:))
        let arena = ArenaPlan(
            zip(layouts, plan.lifetimes(keeping: kept)).map {
                ArenaPlan.Value(byteCount: $0.byteCount, lifetime: $1)
            },
            alignment: AlignedBuffer.alignment
        )
        let buffer = try AlignedBuffer(byteCount: arena.byteCount)
        var tensors: [Memory] = []
        for (layout, offset) in zip(layouts, arena.offsets) {
            tensors.append(try Memory(layout, in: buffer, at: offset, on: engine))
        }
        return tensors
    }

    /// Binds every step to its tensors and to its share of `weights`.
    func bind(_ tensors: [Memory], _ weights: NetworkWeights) throws(DNNLError) -> [Invocation] {
        let scratchpads = primitives.map(\.scratchpad)
        let working = try AlignedBuffer(byteCount: scratchpads.map(\.byteCount).max() ?? 0)
        var invocations: [Invocation] = []
        for (index, step) in plan.steps.enumerated() {
            let scratchpad = try Memory(scratchpads[index], in: working, on: engine)
            let (source, destination) = (tensors[step.input], tensors[step.output])
            let invocation =
                if let weights = weights.steps[index] {
                    Invocation(
                        primitives[index],
                        [
                            .source: source, .weights: try weights.weight.memory(on: engine),
                            .bias: try weights.bias.memory(on: engine),
                            .destination: destination, .scratchpad: scratchpad,
                        ]
                    )
                } else {
                    Invocation(
                        primitives[index],
                        [.source: source, .destination: destination, .scratchpad: scratchpad]
                    )
                }
            invocations.append(invocation)
        }
        return invocations
    }

    /// Reads every step's weights, folds and reorders them into one block, once.
    ///
    /// - Parameters:
    ///   - architecture: The table that names the parameters.
    ///   - source: The parameters.
    ///   - others: Weights of the same network, compiled otherwise: steps whose kernel reads them in
    ///     the same layout take them from there.
    ///   - stream: What reorders.
    /// - Returns: The weights of every step.
    /// - Throws: ``ModelError`` when `source` cannot give a parameter.
    func storeWeights(
        _ architecture: Architecture,
        from source: some ParameterSource,
        sharing others: NetworkWeights?,
        on stream: borrowing ExecutionStream
    ) throws(ModelError) -> NetworkWeights {
        let shared = plan.steps.indices.map { index -> StepWeights? in
            guard let other = others?.steps[index],
                other.weight.descriptor == primitives[index].weights
            else { return nil }
            return other
        }
        var store = try WeightStore(
            capacity: plan.steps.indices.map {
                shared[$0] == nil ? WeightStore.byteCount(of: plan.steps[$0], primitives[$0]) : 0
            },
            on: engine
        )
        var weights = shared
        for (index, step) in plan.steps.enumerated() where shared[index] == nil {
            let primitive = primitives[index]
            switch step.operation {
            case .convolution(let layer, _, _):
                let folded = try FoldedConvolution(layer, from: source)
                weights[index] = try store.add(folded, layer, for: primitive, on: stream)
            case .classifier:
                let weight = try source.values(of: architecture.classifierWeight)
                let bias = try source.values(of: architecture.classifierBias)
                weights[index] = try store.add(weight, bias, for: primitive, on: stream)
            case .maximumPooling, .globalAveragePooling:
                break
            }
        }
        return NetworkWeights(steps: weights)
    }

    private func compile(_ step: NetworkPlan.Step) throws(DNNLError) -> Primitive {
        let source = descriptor(of: step.input)
        let shape = plan.shapes[step.output]
        let anywhere = try MemoryDescriptor(
            shape: shape,
            elementType: precision.elementType,
            layout: .any
        )
        switch step.operation {
        case .convolution(let layer, let addsToOutput, let relu):
            return try convolution(
                layer,
                from: source,
                to: addsToOutput ? descriptor(of: step.output) : anywhere,
                postOperations: (addsToOutput ? [.sum] : []) + (relu ? [.relu] : [])
            )
        case .maximumPooling:
            let window = Architecture.stemPooling
            return try .pooling(.maximum, from: source, to: anywhere, window: window, on: engine)
        case .globalAveragePooling:
            let window = Window(kernel: source.shape[2], stride: 1, padding: 0)
            return try .pooling(.average, from: source, to: anywhere, window: window, on: engine)
        case .classifier:
            return try .innerProduct(
                from: source,
                to: MemoryDescriptor(shape: shape, layout: .rowMajorMatrix),
                weightType: precision.elementType,
                on: engine
            )
        }
    }

    /// Compiles a convolution by Winograd's algorithm where that is faster and there is a kernel.
    private func convolution(
        _ layer: ConvolutionLayer,
        from source: MemoryDescriptor,
        to destination: MemoryDescriptor,
        postOperations: [PostOperation]
    ) throws(DNNLError) -> Primitive {
        let window = layer.window
        func compile(_ algorithm: ConvolutionAlgorithm) throws(DNNLError) -> Primitive {
            try .convolution(
                from: source,
                to: destination,
                window: window,
                algorithm: algorithm,
                weightType: precision.elementType,
                postOperations: postOperations,
                on: engine
            )
        }
        guard window.kernel == 3, window.stride == 1 else { return try compile(.direct) }
        do throws(DNNLError) {
            return try compile(.winograd)
        } catch  where error.status == .unimplemented {
            return try compile(.direct)
        }
    }

    private func descriptor(of tensor: NetworkPlan.Tensor) -> MemoryDescriptor {
        guard let descriptor = descriptors[tensor] else {
            preconditionFailure("a plan writes each tensor before it reads it")
        }
        return descriptor
    }
}
