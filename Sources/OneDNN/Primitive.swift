import CDNNL

/// A compiled operation: a kernel for one shape, one layout and one CPU.
///
/// A primitive holds no data and may be executed any number of times; ``Invocation`` binds it to
/// tensors. the files of `Inference/`, `Training/` and `Reorder.swift` make them.
@safe package final class Primitive {
    let handle: dnnl_primitive_t
    private let engine: Engine

    /// Compiles the operation that `descriptor` describes.
    init(_ descriptor: borrowing PrimitiveDescriptor, on engine: Engine) throws(DNNLError) {
        let descriptorHandle = unsafe descriptor.handle
        unsafe handle = try unsafe created("dnnl_primitive_create") {
            unsafe dnnl_primitive_create($0, descriptorHandle)
        }
        self.engine = engine
    }

    deinit {
        unsafe dnnl_primitive_destroy(handle)
    }

    /// The layout that the primitive reads its input in.
    package var source: MemoryDescriptor { descriptor(dnnl_query_src_md) }

    /// The layout that the primitive reads its weights in.
    package var weights: MemoryDescriptor { descriptor(dnnl_query_weights_md) }

    /// The layout that the primitive writes its result in.
    package var destination: MemoryDescriptor { descriptor(dnnl_query_dst_md) }

    /// The working memory that the primitive needs while it runs; may be empty.
    package var scratchpad: MemoryDescriptor { descriptor(dnnl_query_scratchpad_md) }

    /// What the forward pass keeps for the backward pass besides its result; may be empty.
    package var workspace: MemoryDescriptor { descriptor(dnnl_query_workspace_md) }

    /// The layout that the primitive writes the gradient of its input in.
    package var sourceGradient: MemoryDescriptor { descriptor(dnnl_query_diff_src_md) }

    /// The layout that the primitive reads the gradient of its result in.
    package var destinationGradient: MemoryDescriptor { descriptor(dnnl_query_diff_dst_md) }

    /// The layout that the primitive writes the gradient of its weights in.
    package var weightsGradient: MemoryDescriptor { descriptor(dnnl_query_diff_weights_md) }

    private func descriptor(_ query: dnnl_query_t) -> MemoryDescriptor {
        guard
            let memory = unsafe dnnl_primitive_desc_query_md(primitiveDescriptor, query, 0)
        else { preconditionFailure("oneDNN answers a query it does not know with an empty one") }
        return MemoryDescriptor(unsafe memory.pointee)
    }

    /// The primitive's own descriptor, which a backward primitive takes as the hint of its forward.
    var primitiveDescriptor: const_dnnl_primitive_desc_t {
        var descriptor: const_dnnl_primitive_desc_t?
        let status = unsafe dnnl_primitive_get_primitive_desc(handle, &descriptor)
        guard status == dnnl_success, let descriptor = unsafe descriptor else {
            preconditionFailure("a live primitive has a descriptor")
        }
        return unsafe descriptor
    }
}

/// What a primitive will compute, from which a kernel is chosen.
@safe struct PrimitiveDescriptor: ~Copyable {
    let handle: dnnl_primitive_desc_t

    /// Chooses the best kernel for an operation descriptor of oneDNN 2 (`dnnl_*_desc_t`).
    ///
    /// - Parameters:
    ///   - operation: What is computed.
    ///   - attributes: How.
    ///   - forward: Of a backward operation, the forward one that it belongs to.
    ///   - engine: What computes.
    /// - Throws: ``DNNLError`` when the CPU has no kernel.
    init<Operation>(
        _ operation: Operation,
        _ attributes: borrowing PrimitiveAttributes,
        backwardOf forward: Primitive? = nil,
        on engine: Engine
    ) throws(DNNLError) {
        let attributesHandle = unsafe attributes.handle
        unsafe handle = try unsafe created("dnnl_primitive_desc_create") { out in
            unsafe withUnsafePointer(to: operation) {
                unsafe dnnl_primitive_desc_create(
                    out,
                    $0,
                    attributesHandle,
                    engine.handle,
                    forward?.primitiveDescriptor
                )
            }
        }
    }

    /// Takes ownership of a descriptor that oneDNN has made.
    init(owning handle: dnnl_primitive_desc_t) {
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe dnnl_primitive_desc_destroy(handle)
    }
}
