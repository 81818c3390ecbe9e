import CDNNL
import Glibc

/// The OpenMP team that oneDNN computes with on the calling thread.
package enum ComputeThreads {
    /// Limits the team of the calling thread to `count` threads, itself included.
    ///
    /// Primitives are divided among the team when they are created, so call this before compiling
    /// and before running them, on the thread that does, with the same number.
    ///
    /// - Precondition: `count` is positive.
    package static func limit(to count: Int) {
        precondition(count > 0, "a team has at least one thread")
        // Looked at before this thread's limit would be taken for it.
        _ = everyCore
        omp_set_num_threads(Int32(clamping: count))
    }

    /// Runs `body` with the calling thread's team limited to `count` threads, and gives the thread its
    /// team back.
    ///
    /// - Precondition: `count` is positive.
    package static func withTeam<Result, Failure: Error>(
        of count: Int,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let before = Self.count
        limit(to: count)
        defer { limit(to: before) }
        return try body()
    }

    /// The size of the calling thread's team: every core, unless it was limited.
    package static var count: Int { Int(omp_get_max_threads()) }

    /// The size of a team that nobody has limited: every core that the process may run on, unless
    /// `OMP_NUM_THREADS` says otherwise.
    package static let everyCore = Int(omp_get_max_threads())

    /// How often a thread that waits for the others looks before it sleeps: some microseconds.
    ///
    /// libgomp's own 300,000 looks keep a core busy for milliseconds after every convolution while
    /// another process wants it: on two cores of which one is taken, a network that takes 15 ms
    /// takes 450 ms. With this it takes 33 ms, and on an idle machine as long as before.
    private static let spinCount = "1000"

    /// Lets threads that wait sleep soon, unless the environment chooses how they wait.
    ///
    /// libgomp reads its settings before `main` begins, so this sets them and starts the program
    /// anew, in the same process with the same arguments. Call it before anything else; where the
    /// program cannot be started anew, it goes on as it is.
    package static func sleepSoonWhileWaiting() {
        let settings = ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT"]
        guard settings.allSatisfy({ unsafe getenv($0) == nil }) else { return }
        unsafe setenv("GOMP_SPINCOUNT", spinCount, 0)
        // By its path: under the link's own name the process would be called `exe`.
        guard let program = unsafe realpath("/proc/self/exe", nil) else { return }
        unsafe execv(program, CommandLine.unsafeArgv)
        unsafe free(program)
    }
}
