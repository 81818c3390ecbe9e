import CDNNL

/// The queue that primitives are executed on, in order.
///
/// A stream has one owner and is not `Sendable`: its owner decides which thread computes.
@safe package struct ExecutionStream: ~Copyable {
    private let engine: Engine
    let handle: dnnl_stream_t

    /// Creates an in-order stream on `engine`.
    package init(on engine: Engine) throws(DNNLError) {
        let flags = UInt32(dnnl_stream_default_flags.rawValue)
        unsafe handle = try unsafe created("dnnl_stream_create") {
            unsafe dnnl_stream_create($0, engine.handle, flags)
        }
        self.engine = engine
    }

    deinit {
        unsafe dnnl_stream_destroy(handle)
    }

    /// Blocks the calling thread until everything submitted so far has run.
    package borrowing func wait() throws(DNNLError) {
        try check(unsafe dnnl_stream_wait(handle), "dnnl_stream_wait")
    }
}
