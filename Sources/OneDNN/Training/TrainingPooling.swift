import CDNNL

/// A 2-D pooling compiled in both directions.
///
/// - Maximum, backward: `dx` is the sum of `dy` over the windows that the element won.
/// - Average, backward: `dx` is the sum of `dy / K²` over the windows that read the element.
package struct TrainingPooling {
    /// Reads `source`, writes `destination` and, for the maximum, `workspace`.
    package let forward: Primitive
    /// Reads `destinationGradient` and, for the maximum, `workspace`; writes `sourceGradient`.
    package let backward: Primitive
    /// Which element won each window; nil for the average.
    package let workspace: MemoryDescriptor?

    /// Compiles a pooling.
    ///
    /// - Parameters:
    ///   - kind: How a window's elements become one.
    ///   - source: `[N, C, H, W]`.
    ///   - destination: `[N, C, H′, W′]`, of the same element type.
    ///   - window: Kernel side, stride and padding.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when the shapes do not fit or the CPU has no kernel.
    package init(
        _ kind: PoolingKind,
        from source: MemoryDescriptor,
        to destination: MemoryDescriptor,
        window: Window,
        on engine: Engine
    ) throws(DNNLError) {
        var source = source.descriptor
        var destination = destination.descriptor
        let (strides, kernel) = (Primitive.both(window.stride), Primitive.both(window.kernel))
        let padding = Primitive.both(window.padding)
        let attributes = try PrimitiveAttributes.with()
        var operation = dnnl_pooling_desc_t()
        try check(
            unsafe dnnl_pooling_forward_desc_init(
                &operation,
                dnnl_forward_training,
                kind.algorithm,
                &source,
                &destination,
                strides,
                kernel,
                padding,
                padding
            ),
            "dnnl_pooling_forward_desc_init"
        )
        let forward = try Primitive(
            PrimitiveDescriptor(operation, attributes, on: engine),
            on: engine
        )
        var (x, y) = (forward.source.descriptor, forward.destination.descriptor)
        try check(
            unsafe dnnl_pooling_backward_desc_init(
                &operation,
                kind.algorithm,
                &x,
                &y,
                strides,
                kernel,
                padding,
                padding
            ),
            "dnnl_pooling_backward_desc_init"
        )
        backward = try Primitive(
            PrimitiveDescriptor(operation, attributes, backwardOf: forward, on: engine),
            on: engine
        )
        self.forward = forward
        workspace = kind == .maximum ? forward.workspace : nil
    }
}
