import CDNNL

/// The CPU that kernels are compiled for and run on.
///
/// Every memory object, primitive and stream keeps its engine alive, as oneDNN requires.
@safe package final class Engine: Sendable {
    // The engine is immutable once created, so its pointer may be used from any thread.
    nonisolated(unsafe) let handle: dnnl_engine_t

    /// Creates an engine for the host CPU.
    package init() throws(DNNLError) {
        unsafe handle = try unsafe created("dnnl_engine_create") {
            unsafe dnnl_engine_create($0, dnnl_cpu, 0)
        }
    }

    deinit {
        unsafe dnnl_engine_destroy(handle)
    }
}
