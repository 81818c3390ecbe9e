import NIOCore
import NIOPosix
import Wire

/// The thread that owns the model: loads it, answers one job after the other, frees it.
///
/// oneDNN computes with one OpenMP team, so exactly one thread of the process runs it. The engine
/// is a local variable of that thread; nothing else can reach it.
struct ComputeThread {
    private let pool = NIOThreadPool(numberOfThreads: 1)
    private let queue: JobQueue

    /// Prepares to answer what comes out of `queue`.
    init(_ queue: JobQueue) {
        self.queue = queue
    }

    /// Starts the thread and loads the model in it.
    ///
    /// - Returns: The model, once it has been loaded and warmed up.
    func start(
        modelPath: String,
        threads: Int?,
        on eventLoop: any EventLoop
    ) async throws -> ModelReport {
        let loaded = eventLoop.makePromise(of: ModelReport.self)
        pool.start()
        pool.submit { [queue] _ in
            var engine: InferenceEngine
            do throws(DaemonError) {
                engine = try InferenceEngine.load(modelPath: modelPath, threads: threads)
            } catch {
                loaded.fail(error)
                return
            }
            loaded.succeed(engine.model)
            while let job = queue.next() { job.reply(engine.answer(job)) }
        }
        return try await loaded.futureResult.get()
    }

    /// Ends the thread once it has answered what still waits.
    func stop() async throws {
        queue.close()
        try await pool.shutdownGracefully()
    }
}
