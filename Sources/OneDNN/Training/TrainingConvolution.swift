import CDNNL

/// A 2-D convolution without bias, compiled in all directions that training needs.
///
/// 3×3 windows of stride 1 go back by Winograd's algorithm where the CPU has a kernel for it, which
/// takes half the time in float32, but three times it on maps smaller than the algorithm's tiles.
/// They go forward by the definition: the algorithm's rounding is harmless in a gradient, but
/// forward it opens and closes ReLUs.
///
/// - Forward: `y[n, o, r, c] = Σ w[o, i, kr, kc] · x[n, i, r·s + kr − p, c·s + kc − p]`.
/// - Backward to the input: `dx = Σ w · dy` over the windows that read each element.
/// - Backward to the weights: `dw[o, i, kr, kc] = Σ dy[n, o, r, c] · x[n, i, r·s + kr − p, …]`.
package struct TrainingConvolution {
    /// Reads `source` and `weights`, writes `destination`.
    package let forward: Primitive
    /// Reads `destinationGradient` and `weights`, writes `sourceGradient`; nil where nobody asks.
    package let backwardToSource: Primitive?
    /// Reads `source` and `destinationGradient`, writes `weightsGradient` as float32.
    package let backwardToWeights: Primitive

    /// The side of what Winograd's algorithm computes at a time.
    private static let winogradTile = 4

    /// Compiles a convolution.
    ///
    /// - Parameters:
    ///   - source: `[N, C_in, H, W]`.
    ///   - destination: `[N, C_out, H′, W′]`, of the same element type.
    ///   - window: Kernel side, stride and padding.
    ///   - needsSourceGradient: Whether something before it learns.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when the shapes do not fit or the CPU has no kernel.
    package init(
        from source: MemoryDescriptor,
        to destination: MemoryDescriptor,
        window: Window,
        needsSourceGradient: Bool,
        on engine: Engine
    ) throws(DNNLError) {
        let forward = try Directions(source, destination, window, engine).forward()
        // Whatever layouts the forward pass has chosen, the backward passes read and write.
        let directions = try Directions(forward.source, forward.destination, window, engine)
        let isFast =
            window.kernel == 3 && window.stride == 1
            && destination.shape[2] >= Self.winogradTile
        func backward(
            _ compile: (ConvolutionAlgorithm) throws(DNNLError) -> Primitive
        ) throws(DNNLError) -> Primitive {
            guard isFast else { return try compile(.direct) }
            do throws(DNNLError) {
                return try compile(.winograd)
            } catch  where error.status == .unimplemented {
                return try compile(.direct)
            }
        }
        var toSource: Primitive?
        if needsSourceGradient {
            toSource = try backward { algorithm throws(DNNLError) in
                try directions.backwardToSource(of: forward, algorithm)
            }
        }
        backwardToWeights = try backward { algorithm throws(DNNLError) in
            try directions.backwardToWeights(of: forward, algorithm)
        }
        backwardToSource = toSource
        self.forward = forward
    }
}

/// The three directions of one convolution, before kernels are chosen.
private struct Directions {
    private let source: MemoryDescriptor
    private let destination: MemoryDescriptor
    private let weights: MemoryDescriptor
    private let weightsGradient: MemoryDescriptor
    private let strides: [dnnl_dim_t]
    private let padding: [dnnl_dim_t]
    private let engine: Engine

    init(
        _ source: MemoryDescriptor,
        _ destination: MemoryDescriptor,
        _ window: Window,
        _ engine: Engine
    ) throws(DNNLError) {
        guard let elementType = source.elementType else {
            preconditionFailure("a convolution reads numbers")
        }
        let shape = [destination.shape[1], source.shape[1], window.kernel, window.kernel]
        weights = try MemoryDescriptor(shape: shape, elementType: elementType, layout: .any)
        weightsGradient = try MemoryDescriptor(shape: shape, layout: .any)
        strides = Primitive.both(window.stride)
        padding = Primitive.both(window.padding)
        self.source = source
        self.destination = destination
        self.engine = engine
    }

    func forward() throws(DNNLError) -> Primitive {
        var operation = dnnl_convolution_desc_t()
        var (x, w, y) = (source.descriptor, weights.descriptor, destination.descriptor)
        try check(
            unsafe dnnl_convolution_forward_desc_init(
                &operation,
                dnnl_forward_training,
                dnnl_convolution_direct,
                &x,
                &w,
                nil,
                &y,
                strides,
                padding,
                padding
            ),
            "dnnl_convolution_forward_desc_init"
        )
        return try compiled(operation, backwardOf: nil)
    }

    func backwardToSource(
        of forward: Primitive,
        _ algorithm: ConvolutionAlgorithm
    ) throws(DNNLError) -> Primitive {
        var operation = dnnl_convolution_desc_t()
        var (dx, w, dy) = (source.descriptor, weights.descriptor, destination.descriptor)
        try check(
            unsafe dnnl_convolution_backward_data_desc_init(
                &operation,
                algorithm.kind,
                &dx,
                &w,
                &dy,
                strides,
                padding,
                padding
            ),
            "dnnl_convolution_backward_data_desc_init"
        )
        return try compiled(operation, backwardOf: forward)
    }

    func backwardToWeights(
        of forward: Primitive,
        _ algorithm: ConvolutionAlgorithm
    ) throws(DNNLError) -> Primitive {
        var operation = dnnl_convolution_desc_t()
        var (x, dw, dy) = (source.descriptor, weightsGradient.descriptor, destination.descriptor)
        try check(
            unsafe dnnl_convolution_backward_weights_desc_init(
                &operation,
                algorithm.kind,
                &x,
                &dw,
                nil,
                &dy,
                strides,
                padding,
                padding
            ),
            "dnnl_convolution_backward_weights_desc_init"
        )
        return try compiled(operation, backwardOf: forward)
    }

    private func compiled(
        _ operation: dnnl_convolution_desc_t,
        backwardOf forward: Primitive?
    ) throws(DNNLError) -> Primitive {
        let attributes = try PrimitiveAttributes.with()
        return try Primitive(
            PrimitiveDescriptor(operation, attributes, backwardOf: forward, on: engine),
            on: engine
        )
    }
}
