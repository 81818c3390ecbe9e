import Expectations
import Serving
import Testing
import Wire

@Suite struct `a connection's rules` {
    @Test func `a request opens a call, and its answer closes it`() {
        var state = ConnectionState(maximumOpenCalls: 2)
        let request = Request(method: .status)
        expect(state.received(.request(request, 1)) == .open(callID: 1, request))
        state.closed(callID: 1)
        expect(state.received(.request(request, 1)) == .open(callID: 1, request))
        expect(!state.isFinished)
    }

    @Test func `a call id in use ends the connection once what is open is answered`() {
        var state = ConnectionState(maximumOpenCalls: 8)
        _ = state.received(.request(Request(method: .status), 5))
        let action = state.received(.request(Request(method: .describe), 5))
        expectLeave(action, .invalidArgument, lastCallID: 5)
        expect(!state.isListening && !state.isFinished)
        expect(state.received(.request(Request(method: .status), 6)) == .ignore)
        state.closed(callID: 5)
        expect(state.isFinished)
    }

    @Test func `too many open calls are refused, one by one`() {
        var state = ConnectionState(maximumOpenCalls: 2)
        for callID in 1...2 as ClosedRange<UInt32> {
            _ = state.received(.request(Request(method: .status), callID))
        }
        expectRefusal(state.received(.request(Request(method: .status), 3)), 3, .resourceExhausted)
        state.closed(callID: 1)
        let request = Request(method: .status)
        expect(state.received(.request(request, 3)) == .open(callID: 3, request))
    }

    @Test func `only an open call can be cancelled`() {
        var state = ConnectionState(maximumOpenCalls: 2)
        expect(state.received(Envelope(callID: 1, body: .cancel)) == .ignore)
        _ = state.received(.request(Request(method: .status), 1))
        expect(state.received(Envelope(callID: 1, body: .cancel)) == .cancel(callID: 1))
    }

    @Test func `after goodbye, calls are refused, cancels heard, and the end awaited`() {
        var state = ConnectionState(maximumOpenCalls: 8)
        _ = state.received(.request(Request(method: .status), 4))
        expectLeave(state.leave(Status(.unavailable, "stopping")), .unavailable, lastCallID: 4)
        expectRefusal(state.received(.request(Request(method: .status), 5)), 5, .unavailable)
        expect(state.received(Envelope(callID: 4, body: .cancel)) == .cancel(callID: 4))
        expect(state.leave(Status(.unavailable, "again")) == .ignore)
        expect(!state.isFinished)
        state.closed(callID: 4)
        expect(state.isFinished)
    }

    @Test func `what a client must not send ends the connection`() {
        for body in [
            Envelope.Body.response(Response(Status(.ok))),
            .goAway(GoAway(lastCallID: 0, status: .ok)),
        ] {
            var state = ConnectionState(maximumOpenCalls: 8)
            let action = state.received(Envelope(callID: 1, body: body))
            expectLeave(action, .invalidArgument, lastCallID: 0)
            expect(state.isFinished && !state.isListening)
        }
    }

    @Test func `a fault of one call refuses it, a fault of the stream ends it`() {
        var state = ConnectionState(maximumOpenCalls: 8)
        expectRefusal(state.received(WireError.emptyEnvelope(callID: 3)), 3, .unimplemented)
        expect(state.isListening)
        expectLeave(
            state.received(WireError.malformedEnvelope(byteCount: 9)),
            .internal,
            lastCallID: 0
        )
        expect(!state.isListening)
        expect(state.received(WireError.malformedEnvelope(byteCount: 9)) == .ignore)
    }

    @Test func `a fault under the id of an open call cannot be told apart, and ends the stream`() {
        var state = ConnectionState(maximumOpenCalls: 8)
        _ = state.received(.request(Request(method: .status), 3))
        expectLeave(
            state.received(WireError.emptyEnvelope(callID: 3)),
            .unimplemented,
            lastCallID: 3
        )
    }

    @Test func `answering a call that is not open is the programmer's error`() async {
        await #expect(processExitsWith: .failure) {
            var state = ConnectionState(maximumOpenCalls: 8)
            state.closed(callID: 1)
        }
    }

    private func expectLeave(
        _ action: ConnectionState.Action,
        _ code: StatusCode,
        lastCallID: UInt32
    ) {
        guard case .leave(let farewell) = action else {
            Issue.record("expected a goodbye, got \(action)")
            return
        }
        #expect(farewell.status.code == code)
        #expect(farewell.lastCallID == lastCallID)
    }

    private func expectRefusal(
        _ action: ConnectionState.Action,
        _ callID: UInt32,
        _ code: StatusCode
    ) {
        guard case .refuse(callID, let status) = action else {
            Issue.record("expected a refusal of \(callID), got \(action)")
            return
        }
        #expect(status.code == code)
    }
}

extension Envelope {
    fileprivate static func request(_ request: Request, _ callID: UInt32) -> Envelope {
        Envelope(callID: callID, body: .request(request))
    }
}
