/// Who computes the next job, and on how many cores.
///
/// A job that has all cores is done soonest; jobs that have one core each are done most a second,
/// because no core waits for another within a layer. So a lone job gets all cores, and when as many
/// wait as there are cores, each gets one.
///
/// Values in, values out: no threads, no clocks.
package struct WorkerSchedule: Hashable, Sendable {
    /// The cores that one job computes on.
    package enum Share: Hashable, Sendable, CaseIterable {
        /// All of them; nothing else runs meanwhile.
        case everyCore
        /// One, while others compute other jobs.
        case oneCore
    }

    /// What the cores are divided for.
    package enum Parallelism: String, Hashable, Sendable, CaseIterable {
        /// A lone job gets all cores, a full house one core each.
        case adaptive
        /// Every job gets all cores, one after the other.
        case latency
        /// Every job gets one core.
        case throughput
    }

    /// Who is to begin the next job.
    package struct Assignment: Hashable, Sendable {
        /// The worker, from 0.
        package let worker: Int
        /// The cores it gets.
        package let share: Share

        /// States an assignment.
        package init(worker: Int, share: Share) {
            self.worker = worker
            self.share = share
        }
    }

    private let parallelism: Parallelism
    private var running: [Share?]

    /// Begins with idle workers, one a core.
    ///
    /// - Precondition: There is a core.
    package init(cores: Int, parallelism: Parallelism) {
        precondition(cores > 0, "something computes")
        // On one core there is nothing to choose.
        self.parallelism = cores == 1 ? .latency : parallelism
        running = Array(repeating: nil, count: self.parallelism == .latency ? 1 : cores)
    }

    /// Workers that there are.
    package var workerCount: Int { running.count }

    /// Workers that have a job.
    package var busyCount: Int { running.count { $0 != nil } }

    /// The shares that a job may get.
    package var shares: [Share] {
        switch parallelism {
        case .adaptive: [.everyCore, .oneCore]
        case .latency: [.everyCore]
        case .throughput: [.oneCore]
        }
    }

    /// Chooses who begins the next of `waiting` jobs; nil if it has to wait.
    package mutating func assign(waiting: Int) -> Assignment? {
        guard waiting > 0, !running.contains(.everyCore),
            let worker = running.firstIndex(of: nil)
        else { return nil }
        let isQuiet = busyCount == 0
        let share: Share =
            switch parallelism {
            case .latency: .everyCore
            case .throughput: .oneCore
            // Once some have a core each, waiting for them all to end would leave cores idle.
            case .adaptive: isQuiet && waiting < workerCount ? .everyCore : .oneCore
            }
        running[worker] = share
        return Assignment(worker: worker, share: share)
    }

    /// A worker is done with its job.
    ///
    /// - Precondition: It had one.
    package mutating func finished(_ worker: Int) {
        precondition(running[worker] != nil, "only a worker that has a job finishes it")
        running[worker] = nil
    }
}
