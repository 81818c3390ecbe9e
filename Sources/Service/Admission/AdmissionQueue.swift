import DequeModule

/// The line of calls before the compute worker: first come, first served, and bounded.
///
/// This is where a call is refused when too many wait: ``admit(_:)`` returns false, and the
/// connection answers `RESOURCE_EXHAUSTED`.
package struct AdmissionQueue {
    /// Calls that may wait.
    package let capacity: Int

    /// Bytes of images that waiting calls may hold together.
    package let byteCapacity: Int

    private var jobs: Deque<Job> = []
    private var byteCount = 0

    /// Makes an empty queue.
    package init(capacity: Int, byteCapacity: Int) {
        self.capacity = capacity
        self.byteCapacity = byteCapacity
    }

    /// Calls that wait.
    package var count: Int { jobs.count }

    /// Takes a call in, unless the queue is full.
    ///
    /// One call is always admitted to an empty queue, however large its image.
    ///
    /// - Returns: Whether it was admitted.
    package mutating func admit(_ job: Job) -> Bool {
        guard jobs.count < capacity,
            jobs.isEmpty || byteCount + job.byteCount <= byteCapacity
        else { return false }
        jobs.append(job)
        byteCount += job.byteCount
        return true
    }

    /// Takes out the call that has waited longest.
    package mutating func next() -> Job? {
        guard let job = jobs.popFirst() else { return nil }
        byteCount -= job.byteCount
        return job
    }

    /// Takes out a call that nobody wants any more; does nothing if the worker has it already.
    package mutating func remove(_ job: Job) {
        guard let index = jobs.firstIndex(where: { $0 === job }) else { return }
        byteCount -= jobs.remove(at: index).byteCount
    }
}
