import Client
import Landcover
import NIOCore
import Synchronization
import Testing
import Wire

@Suite(.timeLimit(.minutes(1))) struct `A session` {
    private let answer = Response(.health(.serving))

    /// A policy whose pauses cost a test nothing.
    private func hasty(_ retries: Int) -> RetryPolicy {
        var policy = RetryPolicy(retries: retries)
        policy.initialBackoff = .milliseconds(1)
        return policy
    }

    @Test func `a call that was lost with its connection is sent again on another`() async throws {
        try await withDaemons { number, peer in
            let callID = try #require(try await peer.next()).callID
            if number > 0 { try await peer.answer(callID, answer) }
        } during: { socket in
            try await Session.open(to: socket, retrying: hasty(1)) { sessions in
                #expect(await sessions[0].outcome(.status) == .success(answer))
                #expect(await sessions[0].reconnections == 1)
                #expect(await sessions[0].retries == 1)
            }
        }
    }

    @Test func `without retries a lost call fails, and the next has a new connection`() async throws
    {
        try await withDaemons { number, peer in
            let callID = try #require(try await peer.next()).callID
            if number > 0 { try await peer.answer(callID, answer) }
        } during: { socket in
            try await Session.open(to: socket, retrying: .never) { sessions in
                let lost = await #expect(throws: ClientError.self) {
                    try await sessions[0].call(.status)
                }
                #expect(lost?.code == .unavailable)
                #expect(await sessions[0].outcome(.status) == .success(answer))
                #expect(await sessions[0].reconnections == 1)
                #expect(await sessions[0].retries == 0)
            }
        }
    }

    @Test func `what a leaving daemon has not begun is no failure, even without retries`()
        async throws
    {
        try await withDaemons { number, peer in
            let callID = try #require(try await peer.next()).callID
            if number == 0 {
                let farewell = GoAway(lastCallID: 0, status: Status(.unavailable, "stopping"))
                try await peer.send(.init(callID: 0, body: .goAway(farewell)))
                try await peer.drain()
            } else {
                try await peer.answer(callID, answer)
            }
        } during: { socket in
            try await Session.open(to: socket, retrying: .never) { sessions in
                #expect(await sessions[0].outcome(.status) == .success(answer))
                #expect(await sessions[0].reconnections == 1)
                #expect(await sessions[0].retries == 0)
            }
        }
    }

    @Test func `a daemon that sends everybody away is asked only once more`() async throws {
        let asked = Mutex(0)
        try await withDaemons { _, peer in
            guard try await peer.next() != nil else { return }
            asked.withLock { $0 += 1 }
            let farewell = GoAway(lastCallID: 0, status: Status(.resourceExhausted, "full"))
            try await peer.send(.init(callID: 0, body: .goAway(farewell)))
            try await peer.drain()
        } during: { socket in
            try await Session.open(to: socket, retrying: .never) { sessions in
                let error = await #expect(throws: ClientError.self) {
                    try await sessions[0].call(.status)
                }
                guard case .goneAway = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
        #expect(asked.withLock(\.self) == 2)
    }

    @Test func `callers that lose a connection together share the next`() async throws {
        let callers = 50
        try await withDaemons { number, peer in
            var callIDs: [UInt32] = []
            while callIDs.count < callers, let envelope = try await peer.next() {
                callIDs.append(envelope.callID)
            }
            guard number > 0 else { return }
            for callID in callIDs {
                try await peer.send(Envelope(callID: callID, body: .response(answer)))
            }
            try await peer.drain()
        } during: { socket in
            try await Session.open(to: socket, retrying: hasty(1)) { sessions in
                try await withThrowingTaskGroup(of: Response.self) { group in
                    for _ in 0..<callers { group.addTask { try await sessions[0].call(.status) } }
                    for try await response in group { #expect(response == answer) }
                }
                #expect(await sessions[0].reconnections == 1)
                #expect(await sessions[0].retries == callers)
            }
        }
    }

    @Test func `a busy daemon is asked again when it says, over the same connection`() async throws
    {
        let hint = Duration.milliseconds(20)
        try await withDaemons { _, peer in
            for status in [Status(.resourceExhausted, retryAfter: hint), .ok] {
                let callID = try #require(try await peer.next()).callID
                try await peer.send(
                    Envelope(
                        callID: callID,
                        body: .response(status == .ok ? answer : Response(status))
                    )
                )
            }
            try await peer.drain()
        } during: { socket in
            try await Session.open(to: socket, retrying: hasty(1)) { sessions in
                let started = ContinuousClock.now
                #expect(await sessions[0].outcome(.status) == .success(answer))
                #expect(ContinuousClock.now - started >= hint)
                #expect(await sessions[0].reconnections == 0)
            }
        }
    }

    @Test func `a pause that outlasts the timeout is not begun`() async throws {
        let busy = Response(Status(.resourceExhausted, retryAfter: .seconds(25)))
        try await withDaemons { _, peer in
            let callID = try #require(try await peer.next()).callID
            try await peer.answer(callID, busy)
        } during: { socket in
            try await Session.open(to: socket, retrying: hasty(5)) { sessions in
                let started = ContinuousClock.now
                #expect(await sessions[0].outcome(.status, timeout: .seconds(20)) == .success(busy))
                #expect(ContinuousClock.now - started < .seconds(10))
            }
        }
    }

    @Test func `a cancelled task does not sit out its pause`() async throws {
        let busy = Response(Status(.resourceExhausted, retryAfter: .seconds(25)))
        try await withDaemons { _, peer in
            let callID = try #require(try await peer.next()).callID
            try await peer.answer(callID, busy)
        } during: { socket in
            try await Session.open(to: socket, retrying: hasty(5)) { sessions in
                let started = ContinuousClock.now
                await withTaskGroup(of: Result<Response, ClientError>.self) { group in
                    group.addTask { await sessions[0].outcome(.status) }
                    group.cancelAll()
                    #expect(await group.next() == .failure(.cancelled))
                }
                #expect(ContinuousClock.now - started < .seconds(10))
            }
        }
    }

    @Test func `no socket at all is reported at once`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/none.sock"
            var policy = RetryPolicy.patient
            policy.initialBackoff = .seconds(30)
            policy.longestBackoff = .seconds(30)
            let started = ContinuousClock.now
            let socket = SocketPath(explicit: path, environment: [:])
            await #expect(
                throws: ClientError.noDaemon([ConnectionAttempt(path: path, problem: .missing)])
            ) {
                try await Session.open(to: socket, retrying: policy) { _ in }
            }
            #expect(ContinuousClock.now - started < .seconds(10))
        }
    }

    @Test func `a socket that nobody listens on is given the time to come back`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/stale.sock"
            try TestDaemon.leaveSocket(at: path)
            var policy = RetryPolicy(retries: 2)
            policy.initialBackoff = .milliseconds(20)
            policy.jitter = 0
            let started = ContinuousClock.now
            await #expect(
                throws: ClientError.noDaemon([ConnectionAttempt(path: path, problem: .refused)])
            ) {
                try await Session.open(
                    to: SocketPath(explicit: path, environment: [:]),
                    retrying: policy
                ) { _ in }
            }
            #expect(ContinuousClock.now - started >= .milliseconds(52))
        }
    }

    @Test func `bytes are counted over all connections`() async throws {
        let sent = try frame(Envelope(callID: 1, body: .request(Request(method: .status))))
        let received = try frame(Envelope(callID: 1, body: .response(answer)))
        try await withDaemons { number, peer in
            let callID = try #require(try await peer.next()).callID
            if number > 0 { try await peer.answer(callID, answer) }
        } during: { socket in
            try await Session.open(to: socket, retrying: hasty(1)) { sessions in
                _ = try await sessions[0].call(.status)
                let traffic = await sessions[0].traffic
                #expect(traffic.sent == UInt64(2 * sent.readableBytes))
                #expect(traffic.received == UInt64(received.readableBytes))
            }
        }
    }

    /// Serves one connection after the other by `script`, which learns how many came before.
    private func withDaemons(
        _ script: @escaping @Sendable (Int, inout Peer) async throws -> Void,
        during body: (SocketPath) async throws -> Void
    ) async throws {
        let next = Counter()
        try await TestDaemon.run { peer in
            try await script(next.take(), &peer)
        } during: { socket in
            try await body(socket)
        }
    }
}

/// Numbers from 0, for whoever asks.
private final class Counter: Sendable {
    private let value = Mutex(0)

    func take() -> Int {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }
}

extension Peer {
    /// Answers a call, and waits until the client has left.
    fileprivate mutating func answer(_ callID: UInt32, _ response: Response) async throws {
        try await send(Envelope(callID: callID, body: .response(response)))
        try await drain()
    }
}

extension Session {
    /// What becomes of a call.
    fileprivate nonisolated func outcome(
        _ method: Request.Method,
        timeout: Duration? = nil
    ) async -> Result<Response, ClientError> {
        do throws(ClientError) {
            return .success(try await call(method, timeout: timeout))
        } catch {
            return .failure(error)
        }
    }
}
