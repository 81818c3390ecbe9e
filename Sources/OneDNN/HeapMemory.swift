import CDNNL

/// The heap of this process, from which everything comes that is not an ``AlignedBuffer`` of some
/// size.
package enum HeapMemory {
    /// Gives pages that nothing is on back to the system: worth it after much was freed at once.
    package static func returnToSystem() {
        malloc_trim(0)
    }
}
