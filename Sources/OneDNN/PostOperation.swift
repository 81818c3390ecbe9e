import CDNNL

/// Something a primitive does to its result before it writes it.
package enum PostOperation: Hashable, Sendable {
    /// Adds what the destination held before.
    case sum
    /// Replaces negative values by zero.
    case relu
}

/// A primitive's attributes: post-operations, and a scratchpad that the caller provides.
@safe struct PrimitiveAttributes: ~Copyable {
    let handle: dnnl_primitive_attr_t

    private init() throws(DNNLError) {
        unsafe handle = try unsafe created("dnnl_primitive_attr_create") {
            unsafe dnnl_primitive_attr_create($0)
        }
    }

    deinit {
        unsafe dnnl_primitive_attr_destroy(handle)
    }

    /// Makes attributes with `operations`, in that order.
    static func with(_ operations: [PostOperation] = []) throws(DNNLError) -> PrimitiveAttributes {
        let attributes = try PrimitiveAttributes()
        try check(
            unsafe dnnl_primitive_attr_set_scratchpad_mode(
                attributes.handle,
                dnnl_scratchpad_mode_user
            ),
            "dnnl_primitive_attr_set_scratchpad_mode"
        )
        let chain = try PostOperationChain()
        for operation in operations { try chain.append(operation) }
        // oneDNN copies the chain.
        try check(
            unsafe dnnl_primitive_attr_set_post_ops(attributes.handle, chain.handle),
            "dnnl_primitive_attr_set_post_ops"
        )
        return attributes
    }
}

/// The post-operations of one primitive, in order.
@safe private struct PostOperationChain: ~Copyable {
    let handle: dnnl_post_ops_t

    init() throws(DNNLError) {
        unsafe handle = try unsafe created("dnnl_post_ops_create") {
            unsafe dnnl_post_ops_create($0)
        }
    }

    deinit {
        unsafe dnnl_post_ops_destroy(handle)
    }

    borrowing func append(_ operation: PostOperation) throws(DNNLError) {
        switch operation {
        case .sum:
            try check(unsafe dnnl_post_ops_append_sum(handle, 1), "dnnl_post_ops_append_sum")
        case .relu:
            try check(
                unsafe dnnl_post_ops_append_eltwise(handle, 1, dnnl_eltwise_relu, 0, 0),
                "dnnl_post_ops_append_eltwise"
            )
        }
    }
}
