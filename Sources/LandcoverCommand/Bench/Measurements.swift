package import Client
package import Wire

/// What is known of the calls of a load that have ended.
package struct Measurements: Sendable {
    /// Where a call's time goes, from its intended start to its answer.
    package enum Stage: String, Hashable, Sendable, CaseIterable {
        /// From the intended start to the real one: the client was late. Open loops only.
        case startDelay = "start delay"
        /// In the daemon: waiting for a worker.
        case queue
        /// In the daemon: from image file to tensor.
        case decode
        /// In the daemon: in the network.
        case compute
        /// In the daemon: from the network's output to the answer.
        case encode
        /// The rest: sockets, protocol, this client.
        case around
    }

    /// One kind of end, and how often there was one.
    package struct Count: Hashable, Sendable {
        /// The kind.
        package let end: CallEnd
        /// How often.
        package fileprivate(set) var count: Int
        /// What was said of the first; empty if it has its answer.
        package let example: String
    }

    /// How calls ended, the kinds in the order in which they came first.
    package private(set) var ends: [Count] = []

    /// Whole calls that have their answer, from the intended start.
    package private(set) var whole = LatencyHistogram()

    /// The same by method, in the order in which they came first.
    package private(set) var methods: [(name: String, latency: LatencyHistogram)] = []

    /// The parts of the calls that have their answer; only of methods that compute, inside the daemon.
    package private(set) var stages: [Stage: LatencyHistogram] = [:]

    /// How late every call started, whatever became of it; nothing for a closed loop.
    package private(set) var lateness = LatencyHistogram()

    /// Calls that this side withdrew, for the run was over.
    package private(set) var withdrawn = 0

    private let isOpenLoop: Bool

    /// Starts without calls.
    package init(isOpenLoop: Bool) {
        self.isOpenLoop = isOpenLoop
    }

    /// Enters one call.
    ///
    /// - Parameters:
    ///   - method: What was asked.
    ///   - startDelay: From the intended start to the real one.
    ///   - latency: From the intended start to the end.
    ///   - outcome: What came of it.
    package mutating func record(
        _ method: Request.Method,
        startDelay: Duration,
        latency: Duration,
        outcome: Result<Response, ClientError>
    ) {
        if isOpenLoop { lateness.record(startDelay) }
        guard let end = CallEnd(outcome) else {
            withdrawn += 1
            return
        }
        count(end, outcome)
        guard end.verdict == .answered, case .success(let response) = outcome else { return }
        whole.record(latency)
        let index = methods.firstIndex { $0.name == method.name } ?? methods.endIndex
        if index == methods.endIndex { methods.append((method.name, LatencyHistogram())) }
        methods[index].latency.record(latency)
        if isOpenLoop { record(.startDelay, startDelay) }
        let timing = response.timing
        let inside = timing.queue + timing.decode + timing.compute + timing.encode
        record(.around, latency - startDelay - inside)
        guard method.isComputed else { return }
        record(.queue, timing.queue)
        record(.decode, timing.decode)
        record(.compute, timing.compute)
        record(.encode, timing.encode)
    }

    /// How many calls ended in a way that means `verdict`.
    package func calls(_ verdict: CallEnd.Verdict) -> Int {
        ends.reduce(0) { $0 + ($1.end.verdict == verdict ? $1.count : 0) }
    }

    private mutating func record(_ stage: Stage, _ duration: Duration) {
        stages[stage, default: LatencyHistogram()].record(duration)
    }

    private mutating func count(_ end: CallEnd, _ outcome: Result<Response, ClientError>) {
        if let index = ends.firstIndex(where: { $0.end == end }) {
            ends[index].count += 1
        } else {
            let example =
                switch outcome {
                case .success(let response): response.status.message
                case .failure(let error): "\(error)"
                }
            ends.append(Count(end: end, count: 1, example: example))
        }
    }
}

extension Request.Method {
    /// Whether the daemon's workers have to do with it.
    fileprivate var isComputed: Bool {
        switch self {
        case .classify, .explain: true
        default: false
        }
    }
}
