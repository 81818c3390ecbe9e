import CPrctl

/// What the system writes of this process's memory when it crashes.
package enum CoreDumps {
    /// Has none written, wherever the system would send them, and keeps debuggers of the same user
    /// out.
    ///
    /// Source: prctl(2), `PR_SET_DUMPABLE`; core(5).
    ///
    /// - Returns: False if the system refuses.
    package static func forbid() -> Bool {
        landcover_set_dumpable(0) == 0
    }
}
