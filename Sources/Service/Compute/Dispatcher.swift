import NIOConcurrencyHelpers
package import Serving
import NIOConcurrencyHelpers

/// Brings jobs from the event loop, which must not block, to the workers' threads, which may.
package final class Dispatcher: Sendable {
    /// A job that a worker is to do.
    package struct Assignment: Sendable {
        /// The job.
        package let job: Job
        /// The cores it may use.
        package let share: WorkerSchedule.Share
        /// When the worker was told, or last moved on with it.
        fileprivate(set) var lastProgress: ContinuousClock.Instant
    }

    fileprivate struct State {
        var queue: AdmissionQueue
        var schedule: WorkerSchedule
        /// What each worker has, begun or not.
        var assignments: [Assignment?]
        var progressCount = 0
        var isClosed = false
    }

    private let state: NIOLockedValueBox<State>

    /// One a worker: true once there may be something to do since it last looked.
    private let bells: [ConditionLock<Bool>]

    /// Makes an open dispatcher without jobs.
    package init(capacity: Int, schedule: WorkerSchedule) {
        let nobody = [Assignment?](repeating: nil, count: schedule.workerCount)
        state = NIOLockedValueBox(
            State(
                queue: AdmissionQueue(capacity: capacity),
                schedule: schedule,
                assignments: nobody
            )
        )
        bells = nobody.map { _ in ConditionLock(value: false) }
    }

    /// Jobs that wait.
    package var waitingCount: Int { state.withLockedValue { $0.queue.count } }

    /// Jobs that may wait.
    package var capacity: Int { state.withLockedValue { $0.queue.capacity } }

    /// Workers that there are.
    package var workerCount: Int { bells.count }

    /// Workers that have a job.
    package var busyCount: Int { state.withLockedValue { $0.schedule.busyCount } }

    /// Jobs, and stages of jobs, that workers got done since the start: it rises as long as they
    /// get on.
    package var progressCount: Int { state.withLockedValue { $0.progressCount } }

    /// Takes a job in.
    package func admit(_ job: Job) -> AdmissionQueue.Admission {
        var rung: [Int] = []
        let admission = state.withLockedValue { state in
            guard !state.isClosed else { return AdmissionQueue.Admission.refused }
            let admission = state.queue.admit(job)
            rung = state.assign()
            return admission
        }
        ring(rung)
        return admission
    }

    /// Marks a job as unwanted and frees its place.
    package func withdraw(_ job: Job) {
        job.call.withdraw()
        state.withLockedValue { $0.queue.remove(job) }
    }

    /// Begins no more jobs of a client until ``resume(_:)``: it does not read its answers.
    package func hold(_ client: ClientID) {
        state.withLockedValue { $0.queue.hold(client) }
    }

    /// Lets a client's jobs take part again.
    package func resume(_ client: ClientID) {
        ring(
            state.withLockedValue { state in
                state.queue.resume(client)
                return state.assign()
            }
        )
    }

    /// The worker's next job; blocks until there is one.
    ///
    /// - Returns: Nil once the dispatcher is closed and nothing waits.
    package func next(for worker: Int) -> Assignment? {
        while true {
            let (assignment, isOver) = state.withLockedValue { state in
                (state.assignments[worker], state.isClosed && state.queue.readyCount == 0)
            }
            if assignment != nil || isOver { return assignment }
            bells[worker].lock(whenValue: true)
            bells[worker].unlock(withValue: false)
        }
    }

    /// A worker got on with its job.
    package func progressed(_ worker: Int, at now: ContinuousClock.Instant) {
        state.withLockedValue { state in
            state.assignments[worker]?.lastProgress = now
            state.progressCount += 1
        }
    }

    /// A worker is done with its job.
    package func finished(_ worker: Int) {
        ring(
            state.withLockedValue { state in
                state.assignments[worker] = nil
                state.progressCount += 1
                state.schedule.finished(worker)
                let assigned = state.assign()
                return state.isClosed ? Array(state.assignments.indices) : assigned
            }
        )
    }

    /// Whether a worker has not got on with its job for longer than `limit`.
    package func isStalled(at now: ContinuousClock.Instant, limit: Duration) -> Bool {
        state.withLockedValue { state in
            state.assignments.contains { assignment in
                assignment.map { now - $0.lastProgress > limit } ?? false
            }
        }
    }

    /// Admits no more; ``next(for:)`` hands out what waits, then ends.
    package func close() {
        state.withLockedValue { $0.isClosed = true }
        ring(Array(bells.indices))
    }

    private func ring(_ workers: [Int]) {
        for worker in workers {
            bells[worker].lock()
            bells[worker].unlock(withValue: true)
        }
    }
}

extension Dispatcher.State {
    /// Gives jobs to workers for as long as both are there.
    ///
    /// - Returns: The workers that have something to begin.
    fileprivate mutating func assign() -> [Int] {
        var workers: [Int] = []
        while let assignment = schedule.assign(waiting: queue.readyCount), let job = queue.next() {
            assignments[assignment.worker] = Dispatcher.Assignment(
                job: job,
                share: assignment.share,
                lastProgress: .now
            )
            workers.append(assignment.worker)
        }
        return workers
    }
}
