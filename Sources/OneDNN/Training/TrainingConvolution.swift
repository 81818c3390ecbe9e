import CDNNL

/// A 2-D convolution without bias, compiled in all directions that training needs.
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
        guard let elementType = source.elementType else {
            preconditionFailure("a convolution reads numbers")
        }
        let shape = [destination.shape[1], source.shape[1], window.kernel, window.kernel]
        var weights = try MemoryDescriptor(shape: shape, elementType: elementType, layout: .any)
            .descriptor
        var weightsGradient = try MemoryDescriptor(shape: shape, layout: .any).descriptor
        let (strides, padding) = (Primitive.both(window.stride), Primitive.both(window.padding))
        let attributes = try PrimitiveAttributes.with()

        var operation = dnnl_convolution_desc_t()
        var (x, y) = (source.descriptor, destination.descriptor)
        try check(
            unsafe dnnl_convolution_forward_desc_init(
                &operation,
                dnnl_forward_training,
                dnnl_convolution_direct,
                &x,
                &weights,
                nil,
                &y,
                strides,
                padding,
                padding
            ),
            "dnnl_convolution_forward_desc_init"
        )
        let forward = try Primitive(
            PrimitiveDescriptor(operation, attributes, on: engine),
            on: engine
        )

        // Whatever layouts the forward pass has chosen, the backward passes read and write.
        (x, y) = (forward.source.descriptor, forward.destination.descriptor)
        var backwardToSource: Primitive?
        if needsSourceGradient {
            try check(
                unsafe dnnl_convolution_backward_data_desc_init(
                    &operation,
                    dnnl_convolution_direct,
                    &x,
                    &weights,
                    &y,
                    strides,
                    padding,
                    padding
                ),
                "dnnl_convolution_backward_data_desc_init"
            )
            backwardToSource = try Primitive(
                PrimitiveDescriptor(operation, attributes, backwardOf: forward, on: engine),
                on: engine
            )
        }
        try check(
            unsafe dnnl_convolution_backward_weights_desc_init(
                &operation,
                dnnl_convolution_direct,
                &x,
                &weightsGradient,
                nil,
                &y,
                strides,
                padding,
                padding
            ),
            "dnnl_convolution_backward_weights_desc_init"
        )
        backwardToWeights = try Primitive(
            PrimitiveDescriptor(operation, attributes, backwardOf: forward, on: engine),
            on: engine
        )
        self.forward = forward
        self.backwardToSource = backwardToSource
    }
}
