import NIOConcurrencyHelpers
package import Wire

/// What a server counts and measures about its calls and connections.
package final class CallStatistics: Sendable {
    /// Calls of one method that ended with one status.
    package struct Ending: Hashable, Sendable {
        let method: String
        let code: StatusCode
    }

    /// A stage of the calls of one method.
    struct Stage: Hashable, Sendable {
        let method: String
        let name: String
    }

    /// Everything at one moment.
    package struct Snapshot: Sendable {
        /// How many calls ended how.
        var endings: [Ending: UInt64] = [:]
        /// How long calls took from acceptance to answer.
        var durations: [String: Histogram] = [:]
        /// How long their stages took, as their ``Timing`` says.
        var stages: [Stage: Histogram] = [:]
        /// Calls accepted and not yet ended.
        package var callsInFlight = 0
        /// Connections accepted, sent away at once, and closed because their client did not read.
        var connections = (accepted: UInt64(0), refused: UInt64(0), stalled: UInt64(0))

        /// Calls that ended.
        package var callsEnded: UInt64 { endings.values.reduce(0, +) }

        /// How many calls of each method ended with each status, in a stable order.
        package var counters: [DaemonReport.Counter] {
            endings
                .map { DaemonReport.Counter(method: $0.method, code: $0.code, count: $1) }
                .sorted { ($0.method, $0.code.rawValue) < ($1.method, $1.code.rawValue) }
        }
    }

    private let started = ContinuousClock.now
    private let state = NIOLockedValueBox(Snapshot())

    /// When the process started to count, since 1970-01-01 00:00 UTC.
    package let startTime = Duration.sinceEpoch

    /// Time since the start.
    package var uptime: Duration { ContinuousClock.now - started }

    /// Everything at this moment.
    package var snapshot: Snapshot { state.withLockedValue { $0 } }

    /// A call was accepted.
    func began() {
        state.withLockedValue { $0.callsInFlight += 1 }
    }

    /// A call that had begun ended.
    ///
    /// - Parameters:
    ///   - method: Its name.
    ///   - code: How it ended.
    ///   - duration: The time from its acceptance.
    ///   - timing: Where the time went, if it was computed.
    func ended(_ method: String, _ code: StatusCode, after duration: Duration, _ timing: Timing?) {
        state.withLockedValue { state in
            state.callsInFlight -= 1
            state.endings[Ending(method: method, code: code), default: 0] += 1
            state.durations[method, default: Histogram()].add(duration)
            guard let timing else { return }
            for (name, time) in timing.stages {
                let stage = Stage(method: method, name: name)
                state.stages[stage, default: Histogram()].add(time)
            }
        }
    }

    /// A call was refused before it began.
    func refused(_ code: StatusCode) {
        state.withLockedValue { $0.endings[Ending(method: "refused", code: code), default: 0] += 1 }
    }

    /// A client connected.
    func connected(refused isRefused: Bool) {
        state.withLockedValue { state in
            state.connections.accepted += 1
            if isRefused { state.connections.refused += 1 }
        }
    }

    /// A connection was closed because its client did not read its answers.
    func stalled() {
        state.withLockedValue { $0.connections.stalled += 1 }
    }
}

extension Timing {
    /// The stages by name.
    fileprivate var stages: [(String, Duration)] {
        [("queue", queue), ("decode", decode), ("compute", compute), ("encode", encode)]
    }
}
