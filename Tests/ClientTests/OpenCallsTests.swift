import Client
import Testing
import Wire

@Suite struct `Open calls` {
    private let answer = Response(.health(.serving))
    private let leaving = Status(.unavailable, "stopping")

    @Test func `calls are numbered from one and numbers only rise`() {
        var calls = OpenCalls(path: "s")
        #expect(calls.open() == .send(callID: 1))
        #expect(calls.open() == .send(callID: 2))
        _ = calls.received(Envelope(callID: 2, body: .response(answer)))
        #expect(calls.open() == .send(callID: 3))
    }

    @Test func `the last number is used and then the connection is used up`() throws {
        var calls = OpenCalls(path: "s", lastCallID: .max - 1)
        #expect(calls.open() == .send(callID: .max))
        guard case .refuse(let error) = calls.open() else {
            Issue.record("a number was used twice")
            return
        }
        #expect(error.isRetriable)
    }

    @Test func `an answer ends its call alone`() {
        var calls = opened(3)
        let reaction = calls.received(Envelope(callID: 2, body: .response(answer)))
        #expect(reaction.endings == [.init(callID: 2, result: .success(answer))])
        #expect(reaction.withdraws == nil)
        #expect(!reaction.closes)
    }

    @Test func `an answer to a call that is not open ends the connection`() {
        for callID in [3, 4] as [UInt32] {
            var calls = opened(3)
            _ = calls.received(Envelope(callID: 3, body: .response(answer)))
            let reaction = calls.received(Envelope(callID: callID, body: .response(answer)))
            #expect(reaction.endings.map(\.callID) == [1, 2])
            #expect(reaction.endings.allSatisfy { $0.isProtocolViolation })
            #expect(reaction.closes)
        }
    }

    @Test func `what only clients say ends the connection`() {
        let request = Envelope(callID: 1, body: .request(Request(method: .status)))
        for envelope in [request, Envelope(callID: 1, body: .cancel)] {
            var calls = opened(1)
            let reaction = calls.received(envelope)
            #expect(reaction.endings.allSatisfy { $0.isProtocolViolation })
            #expect(reaction.endings.count == 1 && reaction.closes)
        }
    }

    @Test func `bytes that are no envelope end the connection`() {
        var calls = opened(2)
        let reaction = calls.received(WireError.malformedEnvelope(byteCount: 9))
        #expect(reaction.endings.map(\.callID) == [1, 2])
        #expect(reaction.closes)
    }

    @Test func `one unreadable answer ends its call and leaves the connection`() {
        var calls = opened(2)
        let error = WireError.invalidField(
            callID: 1,
            field: "Response.status",
            problem: "is missing"
        )
        let reaction = calls.received(error)
        #expect(reaction.endings.map(\.callID) == [1])
        #expect(reaction.endings.allSatisfy { $0.isProtocolViolation })
        #expect(!reaction.closes)
        #expect(calls.open() == .send(callID: 3))
    }

    @Test func `a withdrawn call ends at once and its late answer is ignored`() {
        var calls = opened(2)
        let withdrawal = calls.withdraw(1)
        #expect(withdrawal.endings == [.init(callID: 1, result: .failure(.cancelled))])
        #expect(withdrawal.withdraws == 1)
        #expect(calls.received(Envelope(callID: 1, body: .response(answer))) == .nothing)
        #expect(calls.open() == .send(callID: 3))
    }

    @Test func `a withdrawn call that was answered already is let be`() {
        var calls = opened(1)
        _ = calls.received(Envelope(callID: 1, body: .response(answer)))
        #expect(calls.withdraw(1) == .nothing)
    }

    @Test func `an expired call ends with its timeout and is withdrawn`() {
        var calls = opened(1)
        let reaction = calls.expire(1, timeout: .seconds(2))
        let error = ClientError.deadlineExceeded(path: "s", timeout: .seconds(2))
        #expect(reaction.endings == [.init(callID: 1, result: .failure(error))])
        #expect(reaction.withdraws == 1)
    }

    @Test func `a go-away ends the calls after its last one and keeps the others`() {
        var calls = opened(4)
        let reaction = calls.received(.goAway(GoAway(lastCallID: 2, status: leaving)))
        let error = ClientError.goneAway(path: "s", status: leaving)
        #expect(
            reaction.endings == [
                .init(callID: 3, result: .failure(error)),
                .init(callID: 4, result: .failure(error)),
            ]
        )
        #expect(error.isRetriable && !reaction.closes)
        #expect(calls.open() == .refuse(error))
        #expect(!calls.received(Envelope(callID: 1, body: .response(answer))).closes)
        let last = calls.received(Envelope(callID: 2, body: .response(answer)))
        #expect(last.endings == [.init(callID: 2, result: .success(answer))])
        #expect(last.closes)
    }

    @Test func `a go-away without open calls closes`() {
        var calls = OpenCalls(path: "s")
        #expect(calls.received(.goAway(GoAway(lastCallID: 0, status: leaving))).closes)
    }

    @Test func `a go-away waits for the answer to a withdrawn call`() {
        var calls = opened(1)
        _ = calls.withdraw(1)
        #expect(!calls.received(.goAway(GoAway(lastCallID: 1, status: leaving))).closes)
        #expect(calls.received(Envelope(callID: 1, body: .response(answer))).closes)
    }

    @Test func `a lost connection ends every call once and refuses later ones`() {
        var calls = opened(2)
        let error = ClientError.connectionLost(path: "s", reason: "reset")
        #expect(calls.lost("reset").endings.map(\.result) == [.failure(error), .failure(error)])
        #expect(calls.open() == .refuse(error))
        #expect(calls.lost("again") == .nothing)
        #expect(!error.isRetriable)
    }

    @Test func `a connection lost after a go-away says why the daemon went`() {
        var calls = opened(1)
        let status = Status(.internal, "the frame is no envelope")
        _ = calls.received(.goAway(GoAway(lastCallID: 1, status: status)))
        let error = ClientError.connectionLost(path: "s", reason: "\(status)")
        #expect(calls.lost("closed").endings.map(\.result) == [.failure(error)])
        #expect(calls.open() == .refuse(.goneAway(path: "s", status: status)))
    }

    @Test func `closing ends every call and ignores what comes after`() {
        var calls = opened(1)
        #expect(calls.close().endings.map(\.result) == [.failure(.closed(path: "s"))])
        #expect(calls.received(Envelope(callID: 1, body: .response(answer))) == .nothing)
        #expect(calls.received(WireError.malformedEnvelope(byteCount: 1)) == .nothing)
        #expect(calls.lost("closed") == .nothing)
    }

    private func opened(_ count: Int) -> OpenCalls {
        var calls = OpenCalls(path: "s")
        for _ in 0..<count { _ = calls.open() }
        return calls
    }
}

extension OpenCalls.Reaction.Ending {
    fileprivate var isProtocolViolation: Bool {
        if case .failure(.protocolViolation) = result { true } else { false }
    }
}
