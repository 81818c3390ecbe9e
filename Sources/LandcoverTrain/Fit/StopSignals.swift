import Dispatch
import Glibc
import Synchronization

/// SIGINT and SIGTERM: obeyed at once until ``watch()``, then noticed first; a second one ends the
/// program.
///
/// A thread of its own waits for them, and all others have them blocked, because no handler may run
/// on a thread that computes: oneDNN's matrix product uses a buffer on the heap for its stack, and what
/// a handler leaves below it overwrites whatever the heap has there.
enum StopSignals {
    private static let numbers = [SIGINT, SIGTERM]
    private static let isWatching = Atomic(false)
    private static let arrived = Atomic<Int32>(0)

    /// Takes the signals off this thread and those it starts from now on; call it before there are
    /// others.
    static func begin() {
        var set = Self.set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        DispatchQueue(label: "stop signals").async {
            while true { receive(next()) }
        }
    }

    /// Begins to notice them.
    static func watch() {
        isWatching.store(true, ordering: .relaxed)
    }

    /// Whether one has arrived.
    static var hasArrived: Bool { number != 0 }

    /// Which has arrived, or 0.
    static var number: Int32 { arrived.load(ordering: .relaxed) }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in numbers { unsafe sigaddset(&set, number) }
        return set
    }

    private static func next() -> Int32 {
        var (set, number) = (Self.set, Int32(0))
        let status = unsafe sigwait(&set, &number)
        precondition(status == 0, "SIGINT and SIGTERM can be waited for")
        return number
    }

    private static func receive(_ number: Int32) {
        // Whoever is in a hurry asks twice.
        guard isWatching.load(ordering: .relaxed), !hasArrived else {
            signal(number, SIG_DFL)
            var set = Self.set
            unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
            raise(number)
            return
        }
        arrived.store(number, ordering: .relaxed)
    }
}
