import Glibc

/// Signals that a thread does not receive while it computes.
///
/// oneDNN's matrix product uses a buffer on the heap for its stack. A handler that runs on such a thread
/// writes below that buffer, over whatever the heap has there. Threads of a team that are started
/// meanwhile never receive signals.
package struct HeldSignals {
    private let before: sigset_t

    /// Signals of faults, which must reach the thread that is at fault, and of the terminal, which stop
    /// the program without a handler.
    private static let others = [
        SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGTSTP, SIGTTIN, SIGTTOU,
    ]

    /// Holds the calling thread's signals back until ``release()``.
    package init() {
        var (signals, before) = (sigset_t(), sigset_t())
        unsafe sigfillset(&signals)
        for other in Self.others { unsafe sigdelset(&signals, other) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
        self.before = before
    }

    /// Lets the thread receive what it received before; due on the same thread.
    package func release() {
        var before = before
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}
