package import Wire

/// What one connection may do next: the rules of the protocol, without any I/O.
///
/// Each method takes an event and returns what the ``ConnectionHandler`` is to do about it.
package struct ConnectionState: ~Copyable {
    /// What to do about a message of the client's.
    package enum Action: Hashable {
        /// Open the call and see that it is answered.
        case open(callID: UInt32, Request)
        /// Answer at once; the call is not opened.
        case refuse(callID: UInt32, Status)
        /// Withdraw the open call and answer it.
        case cancel(callID: UInt32)
        /// Say goodbye; close as soon as ``isFinished``.
        case leave(GoAway)
        /// Nothing.
        case ignore
    }

    private let maximumOpenCalls: Int
    private var openCalls: Set<UInt32> = []
    private var lastCallID: UInt32 = 0
    private var isLeaving = false

    /// Whether what the client sends is still read; not after something that cannot be understood.
    package private(set) var isListening = true

    /// Begins a connection.
    package init(maximumOpenCalls: Int) {
        self.maximumOpenCalls = maximumOpenCalls
    }

    /// Whether goodbye was said and every accepted call is answered: time to close.
    package var isFinished: Bool { isLeaving && openCalls.isEmpty }

    /// The client sent an envelope.
    package mutating func received(_ envelope: Envelope) -> Action {
        guard isListening else { return .ignore }
        return switch envelope.body {
        case .request(let request):
            received(request, callID: envelope.callID)
        case .cancel:
            openCalls.contains(envelope.callID) ? .cancel(callID: envelope.callID) : .ignore
        case .response, .goAway:
            hangUp(Status(.invalidArgument, "a client sends requests and cancels, nothing else"))
        }
    }

    /// The client sent something that is not an envelope, or not a sound one.
    package mutating func received(_ error: WireError) -> Action {
        guard isListening else { return .ignore }
        if let callID = error.callID, !openCalls.contains(callID) {
            return .refuse(callID: callID, error.status)
        }
        return hangUp(error.status)
    }

    /// The client cannot be understood any further, or takes too long: nothing more is read.
    package mutating func hangUp(_ status: Status) -> Action {
        isListening = false
        return leave(status)
    }

    /// The daemon stops or has no room: no more calls are opened.
    package mutating func leave(_ status: Status) -> Action {
        if isLeaving { return .ignore }
        isLeaving = true
        return .leave(GoAway(lastCallID: lastCallID, status: status))
    }

    /// An open call was answered.
    package mutating func closed(callID: UInt32) {
        let call = openCalls.remove(callID)
        precondition(call != nil, "only an open call is answered")
    }

    private mutating func received(_ request: Request, callID: UInt32) -> Action {
        if openCalls.contains(callID) {
            return hangUp(Status(.invalidArgument, "call id \(callID) belongs to an open call"))
        }
        if isLeaving {
            return .refuse(
                callID: callID,
                Status(.unavailable, "the daemon is leaving this connection; call again on another")
            )
        }
        guard openCalls.count < maximumOpenCalls else {
            return .refuse(
                callID: callID,
                Status(
                    .resourceExhausted,
                    "\(maximumOpenCalls) calls are open on this connection; await an answer first"
                )
            )
        }
        openCalls.insert(callID)
        lastCallID = callID
        return .open(callID: callID, request)
    }
}
