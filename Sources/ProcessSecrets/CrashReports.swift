import CPrctl
import Glibc

/// What is written of this process's memory when it crashes.
package enum CrashReports {
    /// Has nothing written.
    ///
    /// No core dump, wherever the system would send it, and no backtrace of Swift's runtime, which
    /// prints the memory around a crash. Debuggers of the same user are kept out, too.
    ///
    /// Source: prctl(2), `PR_SET_DUMPABLE`; core(5); Swift's `docs/Backtracing.rst`.
    ///
    /// - Returns: False if the system refuses.
    package static func forbid() -> Bool {
        // The signals that the runtime's backtracer catches.
        for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            signal(number, SIG_DFL)
        }
        return landcover_set_dumpable(0) == 0
    }
}
