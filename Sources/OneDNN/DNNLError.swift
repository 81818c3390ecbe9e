import CDNNL

/// A oneDNN call that did not succeed.
package struct DNNLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What oneDNN reported.
    package enum Status: Hashable, Sendable {
        /// A buffer or a primitive could not be allocated.
        case outOfMemory
        /// The shapes, strides or attributes contradict one another.
        case invalidArguments
        /// No kernel on this CPU computes the requested operation.
        case unimplemented
        /// The kernel failed while it ran.
        case runtimeError
        /// A status this wrapper does not name.
        case unknown(UInt32)
    }

    /// What oneDNN reported.
    package let status: Status

    /// The C function that reported it, such as `dnnl_primitive_execute`.
    package let function: String

    /// One sentence: what failed, why, and what to do.
    package var description: String {
        switch status {
        case .outOfMemory:
            "\(function): out of memory; free some or raise the process's limit"
        case .invalidArguments:
            "\(function): the shapes or layouts contradict one another; this is a defect, report it"
        case .unimplemented:
            "\(function): this CPU has no kernel for it; try precision f32"
        case .runtimeError:
            "\(function): the kernel failed while it ran; this is a defect, report it"
        case .unknown(let code):
            "\(function): oneDNN reported status \(code), which this program does not know"
        }
    }
}

/// Throws unless `status` is `dnnl_success`.
func check(_ status: dnnl_status_t, _ function: StaticString) throws(DNNLError) {
    guard status != dnnl_success else { return }
    let meaning: DNNLError.Status =
        switch status {
        case dnnl_out_of_memory: .outOfMemory
        case dnnl_invalid_arguments: .invalidArguments
        case dnnl_unimplemented: .unimplemented
        case dnnl_runtime_error: .runtimeError
        default: .unknown(status.rawValue)
        }
    throw DNNLError(status: meaning, function: "\(function)")
}

/// Returns the handle that a `dnnl_*_create` function writes through its out-parameter.
func created<Handle>(
    _ function: StaticString,
    _ create: (UnsafeMutablePointer<Handle?>) -> dnnl_status_t
) throws(DNNLError) -> Handle {
    var handle: Handle?
    try check(unsafe create(&handle), function)
    guard let handle else { preconditionFailure("\(function) succeeded without a handle") }
    return handle
}
