import Glibc
import NIOConcurrencyHelpers

/// The thread that a ``TransferLoop`` runs on.
final class LoopThread: Sendable {
    /// Nil once it has been joined.
    private let thread: NIOLockedValueBox<pthread_t?>

    /// Starts the thread, which owns `loop` from then on.
    ///
    /// - Throws: ``HTTPFailure/noResources(reason:)``.
    init(_ loop: sending TransferLoop) throws(HTTPFailure) {
        let retained = unsafe Unmanaged.passRetained(loop)
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else {
                    preconditionFailure("the thread was started without a loop")
                }
                LoopThread.leaveSignals()
                unsafe Unmanaged<TransferLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            retained.toOpaque()
        )
        guard status == 0 else {
            unsafe retained.release()
            throw .noResources(reason: "no thread: \(String(errorNumber: status))")
        }
        self.thread = NIOLockedValueBox(thread)
    }

    /// Waits until the loop has ended and everything of libcurl's is freed; does nothing the second
    /// time.
    func join() {
        thread.withLockedValue { thread in
            guard let running = thread else { return }
            pthread_join(running, nil)
            thread = nil
        }
    }

    /// Leaves signals to other threads.
    ///
    /// Without CURLOPT_NOSIGNAL, libcurl would change what signals do while other threads run; with
    /// it, a write to a closed connection may raise SIGPIPE. A fault's signal stays with the thread
    /// that is at fault, so that its backtrace is written.
    private static func leaveSignals() {
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] {
            unsafe sigdelset(&signals, fault)
        }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

extension String {
    /// The system's words for an `errno`.
    init(errorNumber code: Int32) {
        self = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
