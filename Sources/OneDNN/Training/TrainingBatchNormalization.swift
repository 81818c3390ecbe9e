import CDNNL

/// Batch normalisation with the batch's own statistics, with or without a ReLU behind it.
///
/// Over the `m = N·H·W` elements of each channel (Ioffe and Szegedy 2015):
///
/// - Forward: `μ = Σ x / m`, `σ² = Σ (x − μ)² / m`, `x̂ = (x − μ) / √(σ² + ε)`,
///   `y = γ · x̂ + β`, then perhaps `max(y, 0)`.
/// - Backward, with `dy` zeroed where the ReLU was closed: `dβ = Σ dy`, `dγ = Σ dy · x̂`,
///   `dx = γ / √(σ² + ε) · (dy − dβ / m − x̂ · dγ / m)`.
package struct TrainingBatchNormalization {
    /// Reads `source`, `scale` and `shift`; writes `destination`, `mean`, `variance` (biased) and,
    /// with a ReLU, `workspace`.
    package let forward: Primitive
    /// Reads `source`, `mean`, `variance`, `scale`, `shift`, `destinationGradient` and, with a
    /// ReLU, `workspace`; writes `sourceGradient`, `scaleGradient` and `shiftGradient`.
    package let backward: Primitive
    /// Where the ReLU was open, a bit an element; nil without a ReLU.
    package let workspace: MemoryDescriptor?

    /// Compiles a normalisation.
    ///
    /// - Parameters:
    ///   - data: Input and output, `[N, C, H, W]`; all vectors are float32 of `[C]`.
    ///   - epsilon: What is added to the variance.
    ///   - relu: Whether negative results become zero.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when the CPU has no kernel.
    package init(
        of data: MemoryDescriptor,
        epsilon: Float,
        relu: Bool,
        on engine: Engine
    ) throws(DNNLError) {
        var data = data.descriptor
        var flags = dnnl_use_scale.rawValue | dnnl_use_shift.rawValue
        if relu { flags |= dnnl_fuse_norm_relu.rawValue }
        let attributes = try PrimitiveAttributes.with()
        var operation = dnnl_batch_normalization_desc_t()
        try check(
            unsafe dnnl_batch_normalization_forward_desc_init(
                &operation,
                dnnl_forward_training,
                &data,
                epsilon,
                flags
            ),
            "dnnl_batch_normalization_forward_desc_init"
        )
        let forward = try Primitive(
            PrimitiveDescriptor(operation, attributes, on: engine),
            on: engine
        )
        var gradient = data
        try check(
            unsafe dnnl_batch_normalization_backward_desc_init(
                &operation,
                dnnl_backward,
                &gradient,
                &data,
                epsilon,
                flags
            ),
            "dnnl_batch_normalization_backward_desc_init"
        )
        backward = try Primitive(
            PrimitiveDescriptor(operation, attributes, backwardOf: forward, on: engine),
            on: engine
        )
        self.forward = forward
        workspace = relu ? forward.workspace : nil
    }
}
