import CDNNL

/// A fully connected layer with bias, in float32, compiled in all directions.
///
/// - Forward: `y[n, o] = b[o] + Σ w[o, c] · x[n, c]`.
/// - Backward: `dx[n, c] = Σ w[o, c] · dy[n, o]`, `dw[o, c] = Σ dy[n, o] · x[n, c]`,
///   `db[o] = Σ dy[n, o]`.
package struct TrainingInnerProduct {
    /// Reads `source`, `weights` and `bias`; writes `destination`.
    package let forward: Primitive
    /// Reads `destinationGradient` and `weights`; writes `sourceGradient`.
    package let backwardToSource: Primitive
    /// Reads `source` and `destinationGradient`; writes `weightsGradient` and `biasGradient`.
    package let backwardToWeights: Primitive

    /// Compiles a layer.
    ///
    /// - Parameters:
    ///   - source: `[N, C]`, row-major.
    ///   - destination: `[N, C_out]`, row-major.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when the shapes do not fit or the CPU has no kernel.
    package init(
        from source: MemoryDescriptor,
        to destination: MemoryDescriptor,
        on engine: Engine
    ) throws(DNNLError) {
        let shape = [destination.shape[1], source.shape[1]]
        var weights = try MemoryDescriptor(shape: shape, layout: .rowMajorMatrix).descriptor
        var bias = try MemoryDescriptor(shape: [shape[0]], layout: .vector).descriptor
        var (x, y) = (source.descriptor, destination.descriptor)
        let attributes = try PrimitiveAttributes.with()
        var operation = dnnl_inner_product_desc_t()
        try check(
            unsafe dnnl_inner_product_forward_desc_init(
                &operation,
                dnnl_forward_training,
                &x,
                &weights,
                &bias,
                &y
            ),
            "dnnl_inner_product_forward_desc_init"
        )
        let forward = try Primitive(
            PrimitiveDescriptor(operation, attributes, on: engine),
            on: engine
        )
        try check(
            unsafe dnnl_inner_product_backward_data_desc_init(&operation, &x, &weights, &y),
            "dnnl_inner_product_backward_data_desc_init"
        )
        backwardToSource = try Primitive(
            PrimitiveDescriptor(operation, attributes, backwardOf: forward, on: engine),
            on: engine
        )
        try check(
            unsafe dnnl_inner_product_backward_weights_desc_init(
                &operation,
                &x,
                &weights,
                &bias,
                &y
            ),
            "dnnl_inner_product_backward_weights_desc_init"
        )
        backwardToWeights = try Primitive(
            PrimitiveDescriptor(operation, attributes, backwardOf: forward, on: engine),
            on: engine
        )
        self.forward = forward
    }
}
