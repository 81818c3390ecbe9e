import Glibc
import NIOPosix
import Serving
import Wire

/// The threads that compute, one a core: each answers one job after the other.
struct WorkerPool {
    private let threads: NIOThreadPool
    private let dispatcher: Dispatcher

    /// Starts a thread for every worker of the dispatcher's.
    ///
    /// - Parameters:
    ///   - dispatcher: Where jobs come from.
    ///   - models: Where the model that answers is found, anew for each job.
    ///   - statistics: Where it is counted.
    init(_ dispatcher: Dispatcher, _ models: ModelSlot, _ statistics: WorkStatistics) {
        self.dispatcher = dispatcher
        threads = NIOThreadPool(numberOfThreads: dispatcher.workerCount)
        threads.start()
        for worker in 0..<dispatcher.workerCount {
            threads.submit { _ in
                while let assignment = dispatcher.next(for: worker) {
                    #if DEBUG
                        TestFault.hangIfAsked()
                    #endif
                    let began = ContinuousClock.now
                    let response = models.current.answer(assignment, worker: worker) {
                        dispatcher.progressed(worker, at: $0)
                    }
                    statistics.computed(assignment.share, for: .now - began)
                    dispatcher.finished(worker)
                    assignment.job.call.reply(response)
                }
            }
        }
    }

    /// Ends the threads once they have answered what still waits.
    func stop() async throws {
        dispatcher.close()
        try await threads.shutdownGracefully()
    }
}

#if DEBUG
    /// A fault for the test of the watchdog; a release build has nothing of it.
    private enum TestFault {
        /// Does not return while the file exists that `$LANDCOVER_FAULT_HANG` names.
        static func hangIfAsked() {
            guard let path = unsafe getenv("LANDCOVER_FAULT_HANG") else { return }
            while unsafe access(path, F_OK) == 0 { sleep(1) }
        }
    }
#endif
