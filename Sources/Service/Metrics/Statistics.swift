import Synchronization
import Wire

/// What the daemon counts about its calls.
final class Statistics: Sendable {
    private struct Key: Hashable {
        let method: String
        let code: StatusCode
    }

    private struct State {
        var counts: [Key: UInt64] = [:]
        var callsInFlight = 0
    }

    private let started = ContinuousClock.now
    private let state = Mutex(State())

    /// Time since the start.
    var uptime: Duration { ContinuousClock.now - started }

    /// Calls accepted and not yet ended.
    var callsInFlight: Int { state.withLock { $0.callsInFlight } }

    /// How many calls of each method ended with each status, in a stable order.
    var counters: [DaemonReport.Counter] {
        state.withLock { $0.counts }
            .map { DaemonReport.Counter(method: $0.method, code: $0.code, count: $1) }
            .sorted { ($0.method, $0.code.rawValue) < ($1.method, $1.code.rawValue) }
    }

    /// A call was accepted.
    func began() {
        state.withLock { $0.callsInFlight += 1 }
    }

    /// A call that had begun ended.
    func ended(_ method: String, _ code: StatusCode) {
        state.withLock {
            $0.callsInFlight -= 1
            $0.counts[Key(method: method, code: code), default: 0] += 1
        }
    }
}
