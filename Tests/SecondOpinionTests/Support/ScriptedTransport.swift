import SecondOpinion
import Synchronization

/// A server that answers as it was told, one step a request.
final class ScriptedTransport: OpinionTransport {
    private struct State {
        var steps: [Result<TransportReply, TransportFailure>]
        var requests: [TransportRequest] = []
        var deadlines: [ContinuousClock.Instant] = []
    }

    private let state: Mutex<State>
    private let whileItTakes: @Sendable () -> Void

    init(
        _ steps: [Result<TransportReply, TransportFailure>],
        whileItTakes: @escaping @Sendable () -> Void = {}
    ) {
        state = Mutex(State(steps: steps))
        self.whileItTakes = whileItTakes
    }

    var requests: [TransportRequest] { state.withLock(\.requests) }
    var deadlines: [ContinuousClock.Instant] { state.withLock(\.deadlines) }

    func post(
        _ request: TransportRequest,
        before deadline: ContinuousClock.Instant
    ) async -> Result<TransportReply, TransportFailure> {
        whileItTakes()
        return state.withLock { state in
            state.requests.append(request)
            state.deadlines.append(deadline)
            guard !state.steps.isEmpty else {
                return .failure(.malformed(reason: "the script is at its end"))
            }
            return state.steps.removeFirst()
        }
    }
}

/// A server that never answers; only a cancelled task gets away from it.
struct SilentTransport: OpinionTransport {
    let isAsked: @Sendable () -> Void

    func post(
        _ request: TransportRequest,
        before deadline: ContinuousClock.Instant
    ) async -> Result<TransportReply, TransportFailure> {
        isAsked()
        while !Task.isCancelled { await Task.yield() }
        return .failure(.cancelled)
    }
}

/// A server that counts how many ask at the same time.
final class CountingTransport: OpinionTransport {
    private let counts = Mutex((now: 0, most: 0))
    private let reply: TransportReply

    init(_ reply: TransportReply) {
        self.reply = reply
    }

    var most: Int { counts.withLock(\.most) }

    func post(
        _ request: TransportRequest,
        before deadline: ContinuousClock.Instant
    ) async -> Result<TransportReply, TransportFailure> {
        counts.withLock {
            $0.now += 1
            $0.most = max($0.most, $0.now)
        }
        for _ in 0..<10 { await Task.yield() }
        counts.withLock { $0.now -= 1 }
        return .success(reply)
    }
}
