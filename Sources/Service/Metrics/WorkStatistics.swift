import NIOConcurrencyHelpers
import Wire

/// What the daemon counts and measures about its workers and its models.
final class WorkStatistics: Sendable {
    /// Everything at one moment.
    struct Snapshot: Sendable {
        /// Jobs that workers have done, by the cores they had.
        var jobs: [WorkerSchedule.Share: UInt64] = [:]
        /// How long they took.
        var busyTimes: [WorkerSchedule.Share: Duration] = [:]
        /// Models that took the place of another, and that did not.
        var reloads = (done: UInt64(0), failed: UInt64(0))
        /// Second opinions that were asked for, by how that went.
        var opinions: [StatusCode: UInt64] = [:]
    }

    private let state = NIOLockedValueBox(Snapshot())

    /// Everything at this moment.
    var snapshot: Snapshot { state.withLockedValue { $0 } }

    /// A worker has done a job.
    func computed(_ share: WorkerSchedule.Share, for time: Duration) {
        state.withLockedValue { state in
            state.jobs[share, default: 0] += 1
            state.busyTimes[share, default: .zero] += time
        }
    }

    /// A second opinion was asked for.
    func asked(_ second: Comparison.Second) {
        let code: StatusCode =
            switch second {
            case .opinion: .ok
            case .unavailable(let status): status.code
            }
        state.withLockedValue { $0.opinions[code, default: 0] += 1 }
    }

    /// A reload is over.
    func reloaded(successfully isDone: Bool) {
        state.withLockedValue { isDone ? ($0.reloads.done += 1) : ($0.reloads.failed += 1) }
    }
}
