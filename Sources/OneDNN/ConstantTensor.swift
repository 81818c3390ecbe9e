/// A tensor that is written by the thread that makes it, and from then on only read, so that any
/// thread may compute with it.
///
/// A ``Memory`` belongs to one thread; networks on several threads that read the same weights each
/// make a memory of their own over the one buffer.
@safe package final class ConstantTensor: Sendable {
    /// Shape, element type and order.
    package let descriptor: MemoryDescriptor

    // Written before the object is handed to another thread and never after, so any may read it.
    private nonisolated(unsafe) let buffer: AlignedBuffer
    private let offset: Int

    /// Takes over part of a buffer.
    ///
    /// - Parameters:
    ///   - descriptor: What lies there.
    ///   - buffer: Kept alive by the tensor.
    ///   - offset: Where in the buffer it begins, in bytes; a multiple of the alignment.
    package init(_ descriptor: MemoryDescriptor, in buffer: AlignedBuffer, at offset: Int) {
        self.descriptor = descriptor
        unsafe self.buffer = buffer
        self.offset = offset
    }

    /// A memory object over the tensor's elements: to write them before any other thread has the
    /// tensor, to read them ever after.
    ///
    /// - Throws: ``DNNLError`` when oneDNN does not accept the description.
    package func memory(on engine: Engine) throws(DNNLError) -> Memory {
        try Memory(descriptor, in: unsafe buffer, at: offset, on: engine)
    }
}
