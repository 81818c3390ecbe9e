import CDNNL

/// The end of a residual block, compiled in both directions.
///
/// - Forward: `y = max(a + b, 0)`.
/// - Backward: `d = dy · [y > 0]`, the gradient of both `a` and `b`.
/// - At the block's beginning, where both branches read `x`: `dx` is the sum of their gradients.
package struct ResidualSum {
    /// Reads `source` and `secondSource`, writes `destination`.
    package let forward: Primitive
    /// Reads `destination` and `destinationGradient`, writes `sourceGradient`; both gradients may
    /// be one tensor.
    package let backward: Primitive
    /// Reads `source` and `secondSource`, writes their sum to `destination`; it may be `source`.
    package let gradientSum: Primitive

    /// Compiles the end of a block.
    ///
    /// - Parameters:
    ///   - data: What the branches write: `a`, `b` and `y`.
    ///   - input: What they read: `x`.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when the CPU has no kernel.
    package init(
        of data: MemoryDescriptor,
        branchingFrom input: MemoryDescriptor,
        on engine: Engine
    ) throws(DNNLError) {
        forward = try Self.sum(of: data, then: [.relu], on: engine)
        gradientSum = try Self.sum(of: input, then: [], on: engine)
        var data = data.descriptor
        var operation = dnnl_eltwise_desc_t()
        let attributes = try PrimitiveAttributes.with()
        try check(
            unsafe dnnl_eltwise_forward_desc_init(
                &operation,
                dnnl_forward_training,
                dnnl_eltwise_relu_use_dst_for_bwd,
                &data,
                0,
                0
            ),
            "dnnl_eltwise_forward_desc_init"
        )
        let relu = try Primitive(
            PrimitiveDescriptor(operation, attributes, on: engine),
            on: engine
        )
        var gradient = data
        try check(
            unsafe dnnl_eltwise_backward_desc_init(
                &operation,
                dnnl_eltwise_relu_use_dst_for_bwd,
                &gradient,
                &data,
                0,
                0
            ),
            "dnnl_eltwise_backward_desc_init"
        )
        backward = try Primitive(
            PrimitiveDescriptor(operation, attributes, backwardOf: relu, on: engine),
            on: engine
        )
    }

    private static func sum(
        of data: MemoryDescriptor,
        then postOperations: [PostOperation],
        on engine: Engine
    ) throws(DNNLError) -> Primitive {
        var (first, second, result) = (data.descriptor, data.descriptor, data.descriptor)
        var operation = dnnl_binary_desc_t()
        try check(
            unsafe dnnl_binary_desc_init(
                &operation,
                dnnl_binary_add,
                &first,
                &second,
                &result
            ),
            "dnnl_binary_desc_init"
        )
        let attributes = try PrimitiveAttributes.with(postOperations)
        return try Primitive(PrimitiveDescriptor(operation, attributes, on: engine), on: engine)
    }
}
