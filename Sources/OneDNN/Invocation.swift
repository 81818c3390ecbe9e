import CDNNL

/// What a tensor is to a primitive.
package enum Argument: Hashable, Sendable {
    /// The input.
    case source
    /// The result; also an input where a post-operation sums.
    case destination
    /// The weights.
    case weights
    /// The bias.
    case bias
    /// Working memory.
    case scratchpad

    var index: Int32 {
        switch self {
        case .source: landcover_dnnl_arg_source
        case .destination: landcover_dnnl_arg_destination
        case .weights: landcover_dnnl_arg_weights
        case .bias: landcover_dnnl_arg_bias
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
    package init(_ primitive: Primitive, _ tensors: KeyValuePairs<Argument, Memory>) {
        self.primitive = primitive
        memories = tensors.map(\.value)
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
