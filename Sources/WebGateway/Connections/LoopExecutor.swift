import NIOCore

/// Runs tasks on an event loop's thread.
///
/// A request then stays where its bytes come in: between the browser's socket and the daemon's no
/// other thread has to wake (decision 13).
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    /// Runs tasks on the thread of a loop, which must outlive them.
    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
