import NIOConcurrencyHelpers
import Synchronization

/// Hands jobs from the event loop, which must not block, to the compute thread, which may.
package final class JobQueue: Sendable {
    private struct State {
        var queue: AdmissionQueue
        var isClosed = false
    }

    private let state: Mutex<State>

    /// True once there may be something to do since the worker last looked.
    private let bell = ConditionLock(value: false)

    /// Makes an open, empty queue.
    package init(capacity: Int, byteCapacity: Int) {
        let queue = AdmissionQueue(capacity: capacity, byteCapacity: byteCapacity)
        state = Mutex(State(queue: queue))
    }

    /// Jobs that wait.
    package var count: Int { state.withLock { $0.queue.count } }

    /// Jobs that may wait.
    package var capacity: Int { state.withLock { $0.queue.capacity } }

    /// Takes a job in, unless the queue is full or closed.
    ///
    /// - Returns: Whether it was admitted.
    package func admit(_ job: Job) -> Bool {
        let isAdmitted = state.withLock { !$0.isClosed && $0.queue.admit(job) }
        if isAdmitted { ring() }
        return isAdmitted
    }

    /// Marks a job as unwanted and frees its place.
    package func withdraw(_ job: Job) {
        job.withdraw()
        state.withLock { $0.queue.remove(job) }
    }

    /// The next job; blocks until there is one.
    ///
    /// - Returns: Nil once the queue is closed and empty.
    package func next() -> Job? {
        while true {
            let (job, isClosed) = state.withLock { ($0.queue.next(), $0.isClosed) }
            if job != nil || isClosed { return job }
            bell.lock(whenValue: true)
            bell.unlock(withValue: false)
        }
    }

    /// Admits no more; ``next()`` hands out what waits, then ends.
    package func close() {
        state.withLock { $0.isClosed = true }
        ring()
    }

    private func ring() {
        bell.lock()
        bell.unlock(withValue: true)
    }
}
