import CDNNL

extension Primitive {
    /// Compiles a fully connected layer: `out[n, o] = b[o] + Σ w[o, c, y, x] · in[n, c, y, x]`.
    ///
    /// - Parameters:
    ///   - source: `[N, C, H, W]`.
    ///   - destination: `[N, C_out]`.
    ///   - weightType: The element type of the weights, of shape `[C_out, C, H, W]`.
    ///   - engine: What computes.
    /// - Returns: The compiled operation.
    /// - Throws: ``DNNLError`` when the shapes do not fit or the CPU has no kernel.
    package static func innerProduct(
        from source: MemoryDescriptor,
        to destination: MemoryDescriptor,
        weightType: ElementType,
        on engine: Engine
    ) throws(DNNLError) -> Primitive {
        let output = destination.shape[1]
        var weights = try MemoryDescriptor(
            shape: [output] + source.shape.dropFirst(),
            elementType: weightType,
            layout: .any
        ).descriptor
        var source = source.descriptor
        var destination = destination.descriptor
        var bias = try MemoryDescriptor(shape: [output], layout: .vector).descriptor
        var operation = dnnl_inner_product_desc_t()
        try check(
            unsafe dnnl_inner_product_forward_desc_init(
                &operation,
                dnnl_forward_inference,
                &source,
                &weights,
                &bias,
                &destination
            ),
            "dnnl_inner_product_forward_desc_init"
        )
        let attributes = try PrimitiveAttributes.with()
        return try Primitive(PrimitiveDescriptor(operation, attributes, on: engine), on: engine)
    }
}
