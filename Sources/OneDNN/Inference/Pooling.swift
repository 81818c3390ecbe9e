import CDNNL

/// How a window's elements become one.
package enum PoolingKind: Hashable, Sendable {
    /// The largest; the border never wins.
    case maximum
    /// The mean; without padding, so that no border takes part.
    case average

    var algorithm: dnnl_alg_kind_t {
        switch self {
        case .maximum: dnnl_pooling_max
        case .average: dnnl_pooling_avg_exclude_padding
        }
    }
}

extension Primitive {
    /// Compiles a 2-D pooling.
    ///
    /// - Parameters:
    ///   - kind: How a window's elements become one.
    ///   - source: `[N, C, H, W]`.
    ///   - destination: `[N, C, H′, W′]`.
    ///   - window: Kernel side, stride and padding.
    ///   - engine: What computes.
    /// - Returns: The compiled operation.
    /// - Throws: ``DNNLError`` when the shapes do not fit or the CPU has no kernel.
    package static func pooling(
        _ kind: PoolingKind,
        from source: MemoryDescriptor,
        to destination: MemoryDescriptor,
        window: Window,
        on engine: Engine
    ) throws(DNNLError) -> Primitive {
        var source = source.descriptor
        var destination = destination.descriptor
        let padding = both(window.padding)
        var operation = dnnl_pooling_desc_t()
        try check(
            unsafe dnnl_pooling_forward_desc_init(
                &operation,
                dnnl_forward_inference,
                kind.algorithm,
                &source,
                &destination,
                both(window.stride),
                both(window.kernel),
                padding,
                padding
            ),
            "dnnl_pooling_forward_desc_init"
        )
        let attributes = try PrimitiveAttributes.with()
        return try Primitive(PrimitiveDescriptor(operation, attributes, on: engine), on: engine)
    }
}
