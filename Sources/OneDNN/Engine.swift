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

/// The OpenMP team that oneDNN computes with on the calling thread.
package enum ComputeThreads {
    /// Limits the team of the calling thread to `count` threads, itself included.
    ///
    /// Primitives are divided among the team when they are created, so call this on the thread
    /// that compiles and runs them, before it does.
    ///
    /// - Precondition: `count` is positive.
    package static func limit(to count: Int) {
        precondition(count > 0, "a team has at least one thread")
        omp_set_num_threads(Int32(clamping: count))
    }

    /// The size of the calling thread's team: every core, unless it was limited.
    package static var count: Int { Int(omp_get_max_threads()) }
}
