import OneDNN

/// Reads a tensor out of the network in plain row-major order, whatever order its kernel wrote it in.
struct Tap {
    private let plain: Memory
    private let copy: Invocation

    /// Prepares to read `tensor`, of two or four dimensions.
    init(_ tensor: Memory, on engine: Engine) throws(DNNLError) {
        let shape = tensor.descriptor.shape
        plain = try Memory(
            MemoryDescriptor(shape: shape, layout: shape.count == 2 ? .rowMajorMatrix : .nchw),
            on: engine
        )
        copy = try .copy(from: tensor, to: plain, on: engine)
    }

    /// The tensor's elements now.
    func read(on stream: borrowing ExecutionStream) throws(DNNLError) -> [Float] {
        try copy.run(on: stream)
        try stream.wait()
        return plain.load()
    }
}
