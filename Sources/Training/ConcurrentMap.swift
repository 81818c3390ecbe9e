import Dispatch

/// What `body` gives for each index, computed on every core, in the order of the indices.
///
/// - Parameters:
///   - count: The indices are `0..<count`.
///   - body: Called once for each, several at a time; calls must not touch the same memory.
/// - Returns: As many results.
func concurrentMap<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
        withoutActuallyEscaping(body) { body in
            // Each call has its own slot, and all have returned when `concurrentPerform` does.
            nonisolated(unsafe) let (body, slots) = unsafe (body, buffer)
            DispatchQueue.concurrentPerform(iterations: count) { index in
                unsafe slots.initializeElement(at: index, to: body(index))
            }
        }
        initialized = count
    }
}
