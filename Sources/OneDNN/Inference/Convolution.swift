import CDNNL

/// The geometry of a sliding window, the same in height and width.
package struct Window: Hashable, Sendable {
    /// The window's side, in elements.
    package let kernel: Int
    /// The step from one window to the next, in elements.
    package let stride: Int
    /// The border of zeros around the input, in elements.
    package let padding: Int

    /// States a window.
    package init(kernel: Int, stride: Int, padding: Int) {
        precondition(
            kernel > 0 && stride > 0 && padding >= 0,
            "a window covers something and moves"
        )
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
    }

    /// The output's side for an input of side `input`, by the formula of PyTorch's `Conv2d`.
    package func outputSide(for input: Int) -> Int {
        (input + 2 * padding - kernel) / stride + 1
    }
}

/// How a convolution is computed.
package enum ConvolutionAlgorithm: Hashable, Sendable {
    /// By its definition.
    case direct
    /// By Winograd's minimal filtering (Lavin and Gray 2015): fewer multiplications for 3×3 windows
    /// of stride 1, a little more rounding, and weights that are stored transformed and larger.
    case winograd

    var kind: dnnl_alg_kind_t {
        switch self {
        case .direct: dnnl_convolution_direct
        case .winograd: dnnl_convolution_winograd
        }
    }
}

extension Primitive {
    /// Compiles a 2-D convolution with bias.
    ///
    /// `out[n, o, y, x] = b[o] + Σ w[o, i, ky, kx] · in[n, i, y·s + ky − p, x·s + kx − p]`,
    /// then the post-operations. Weights take the layout that is fastest.
    ///
    /// - Parameters:
    ///   - source: `[N, C_in, H, W]`.
    ///   - destination: `[N, C_out, H′, W′]`.
    ///   - window: Kernel side, stride and padding.
    ///   - algorithm: How it is computed.
    ///   - weightType: The element type of the weights; the bias is always float32.
    ///   - postOperations: What is done to the result, in order.
    ///   - engine: What computes.
    /// - Returns: The compiled operation.
    /// - Throws: ``DNNLError`` when the shapes do not fit or the CPU has no kernel.
    package static func convolution(
        from source: MemoryDescriptor,
        to destination: MemoryDescriptor,
        window: Window,
        algorithm: ConvolutionAlgorithm = .direct,
        weightType: ElementType,
        postOperations: [PostOperation],
        on engine: Engine
    ) throws(DNNLError) -> Primitive {
        let (input, output) = (source.shape[1], destination.shape[1])
        var source = source.descriptor
        var destination = destination.descriptor
        var weights = try MemoryDescriptor(
            shape: [output, input, window.kernel, window.kernel],
            elementType: weightType,
            layout: .any
        ).descriptor
        var bias = try MemoryDescriptor(shape: [output], layout: .vector).descriptor
        let padding = both(window.padding)
        var operation = dnnl_convolution_desc_t()
        try check(
            unsafe dnnl_convolution_forward_desc_init(
                &operation,
                dnnl_forward_inference,
                algorithm.kind,
                &source,
                &weights,
                &bias,
                &destination,
                both(window.stride),
                padding,
                padding
            ),
            "dnnl_convolution_forward_desc_init"
        )
        let attributes = try PrimitiveAttributes.with(postOperations)
        return try Primitive(PrimitiveDescriptor(operation, attributes, on: engine), on: engine)
    }

    /// One value for height and one for width.
    static func both(_ value: Int) -> [dnnl_dim_t] {
        [dnnl_dim_t(value), dnnl_dim_t(value)]
    }
}
