import CDNNL

/// A tensor: a description and the place in a buffer where its elements are.
///
/// Several tensors may share a buffer, even overlap in it, when they are not needed together.
@safe package final class Memory {
    /// Shape, element type and order.
    package let descriptor: MemoryDescriptor

    let handle: dnnl_memory_t

    private let engine: Engine
    private let buffer: AlignedBuffer
    private let offset: Int

    /// Places a tensor in a buffer.
    ///
    /// - Parameters:
    ///   - descriptor: What is placed.
    ///   - buffer: Kept alive by the tensor.
    ///   - offset: Where in the buffer it begins, in bytes; a multiple of the alignment.
    ///   - engine: What computes with it.
    /// - Throws: ``DNNLError`` when oneDNN does not accept the description.
    package init(
        _ descriptor: MemoryDescriptor,
        in buffer: AlignedBuffer,
        at offset: Int = 0,
        on engine: Engine
    ) throws(DNNLError) {
        precondition(offset >= 0 && offset % AlignedBuffer.alignment == 0, "a tensor is aligned")
        precondition(
            offset + descriptor.byteCount <= buffer.byteCount,
            "a tensor lies within its buffer"
        )
        unsafe handle = try unsafe created("dnnl_memory_create") { out in
            unsafe withUnsafePointer(to: descriptor.descriptor) {
                unsafe dnnl_memory_create(out, $0, engine.handle, buffer.address(at: offset))
            }
        }
        self.descriptor = descriptor
        self.engine = engine
        self.buffer = buffer
        self.offset = offset
    }

    /// Places a tensor in a buffer of its own.
    package convenience init(_ descriptor: MemoryDescriptor, on engine: Engine) throws(DNNLError) {
        let buffer = try AlignedBuffer(byteCount: descriptor.byteCount)
        try self.init(descriptor, in: buffer, on: engine)
    }

    deinit {
        unsafe dnnl_memory_destroy(handle)
    }

    /// Lends the elements, in memory order, as floats.
    ///
    /// - Precondition: The tensor's elements are ``ElementType/float32``.
    package func withFloats<Result, Failure: Error>(
        _ body: (inout MutableSpan<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(descriptor.descriptor.data_type == dnnl_f32, "only float32 is lent as floats")
        let count = descriptor.byteCount / MemoryLayout<Float>.stride
        let floats = unsafe UnsafeMutableBufferPointer(
            start: buffer.address(at: offset).assumingMemoryBound(to: Float.self),
            count: count
        )
        var span = unsafe MutableSpan(_unsafeElements: floats)
        return try body(&span)
    }

    /// Copies `values` into the tensor, in memory order.
    ///
    /// - Precondition: The tensor is float32 and has `values.count` elements.
    package func store(_ values: [Float]) {
        withFloats { floats in
            precondition(floats.count == values.count, "as many values as elements")
            for index in values.indices { floats[index] = values[index] }
        }
    }

    /// A copy of the elements, in memory order.
    ///
    /// - Precondition: The tensor is float32.
    package func load() -> [Float] {
        withFloats { floats in
            unsafe [Float](unsafeUninitializedCapacity: floats.count) { copy, count in
                for index in floats.indices { unsafe copy[index] = floats[index] }
                count = floats.count
            }
        }
    }
}
