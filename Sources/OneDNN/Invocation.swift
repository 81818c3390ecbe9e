import CDNNL

/// What a tensor is to a primitive.
package enum Argument: Hashable, Sendable {
    /// The input.
    case source
    /// The second of two inputs; the first is the ``source``.
    case secondSource
    /// The result; also an input where a post-operation sums.
    case destination
    /// The weights.
    case weights
    /// The bias.
    case bias
    /// The mean of each channel over the batch.
    case mean
    /// The biased variance of each channel over the batch.
    case variance
    /// Batch normalisation's scale γ.
    case scale
    /// Batch normalisation's shift β.
    case shift
    /// What the forward pass keeps for the backward pass besides its result.
    case workspace
    /// The loss's gradient with respect to the input.
    case sourceGradient
    /// The loss's gradient with respect to the result.
    case destinationGradient
    /// The loss's gradient with respect to the weights.
    case weightsGradient
    /// The loss's gradient with respect to the bias.
    case biasGradient
    /// The loss's gradient with respect to the scale.
    case scaleGradient
    /// The loss's gradient with respect to the shift.
    case shiftGradient
    /// Working memory.
    case scratchpad

    var index: Int32 {
        switch self {
        case .source: landcover_dnnl_arg_source
        case .secondSource: landcover_dnnl_arg_second_source
        case .destination: landcover_dnnl_arg_destination
        case .weights: landcover_dnnl_arg_weights
        case .bias: landcover_dnnl_arg_bias
        case .mean: landcover_dnnl_arg_mean
        case .variance: landcover_dnnl_arg_variance
        case .scale: landcover_dnnl_arg_scale
        case .shift: landcover_dnnl_arg_shift
        case .workspace: landcover_dnnl_arg_workspace
        case .sourceGradient: landcover_dnnl_arg_diff_source
        case .destinationGradient: landcover_dnnl_arg_diff_destination
        case .weightsGradient: landcover_dnnl_arg_diff_weights
        case .biasGradient: landcover_dnnl_arg_diff_bias
        case .scaleGradient: landcover_dnnl_arg_diff_scale
        case .shiftGradient: landcover_dnnl_arg_diff_shift
        case .scratchpad: landcover_dnnl_arg_scratchpad
        }
    }
}

/// A primitive bound to the tensors it reads and writes, ready to run again and again.
@safe package final class Invocation {
    private let primitive: Primitive
    private let memories: [Memory]
    private let arguments: [dnnl_exec_arg_t]

    /// Binds tensors, whose layouts must be the primitive's own.
    package convenience init(
        _ primitive: Primitive,
        _ tensors: KeyValuePairs<Argument, Memory>
    ) {
        self.init(primitive, tensors.map { ($0.key, $0.value) })
    }

    /// Binds tensors, whose layouts must be the primitive's own.
    package init(_ primitive: Primitive, _ tensors: [(Argument, Memory)]) {
        self.primitive = primitive
        memories = tensors.map(\.1)
        unsafe arguments = tensors.map { argument, memory in
            unsafe dnnl_exec_arg_t(arg: argument.index, memory: memory.handle)
        }
    }

    /// Runs the primitive; returns when it has run, for a CPU stream computes at once.
    package func run(on stream: borrowing ExecutionStream) throws(DNNLError) {
        let streamHandle = unsafe stream.handle
        let status = unsafe arguments.withUnsafeBufferPointer { arguments in
            unsafe dnnl_primitive_execute(
                primitive.handle,
                streamHandle,
                Int32(truncatingIfNeeded: arguments.count),
                arguments.baseAddress
            )
        }
        try check(status, "dnnl_primitive_execute")
    }
}
