import CDNNL

extension Invocation {
    /// Prepares to copy a tensor into another of the same shape, whatever their layouts and types.
    ///
    /// - Parameters:
    ///   - source: What is read.
    ///   - destination: What is written.
    ///   - engine: What computes.
    /// - Returns: A copy that may be run again and again.
    /// - Throws: ``DNNLError`` when the shapes do not fit or the CPU has no kernel.
    package static func copy(
        from source: Memory,
        to destination: Memory,
        on engine: Engine
    ) throws(DNNLError) -> Invocation {
        let reorder = try Primitive.reorder(
            from: source.descriptor,
            to: destination.descriptor,
            on: engine
        )
        let scratchpad = try Memory(reorder.scratchpad, on: engine)
        return Invocation(
            reorder,
            [.source: source, .destination: destination, .scratchpad: scratchpad]
        )
    }
}

extension Primitive {
    /// Compiles a copy from one layout or element type into another.
    ///
    /// - Parameters:
    ///   - source: What is read.
    ///   - destination: The same shape, in another order or type.
    ///   - engine: What computes.
    /// - Returns: The compiled operation.
    /// - Throws: ``DNNLError`` when the shapes do not fit or the CPU has no kernel.
    package static func reorder(
        from source: MemoryDescriptor,
        to destination: MemoryDescriptor,
        on engine: Engine
    ) throws(DNNLError) -> Primitive {
        var source = source.descriptor
        var destination = destination.descriptor
        let attributes = try PrimitiveAttributes.with()
        let attributesHandle = unsafe attributes.handle
        let handle = try unsafe created("dnnl_reorder_primitive_desc_create") {
            unsafe dnnl_reorder_primitive_desc_create(
                $0,
                &source,
                engine.handle,
                &destination,
                engine.handle,
                attributesHandle
            )
        }
        return try Primitive(unsafe PrimitiveDescriptor(owning: handle), on: engine)
    }
}
