/// One message on a connection: what a frame holds.
package struct Envelope: Hashable, Sendable {
    /// What is said.
    package enum Body: Hashable, Sendable {
        /// The client opens a call.
        case request(Request)
        /// The daemon ends a call.
        case response(Response)
        /// The client no longer wants the call's answer.
        case cancel
        /// The daemon accepts no more calls on this connection.
        case goAway(GoAway)
    }

    /// The call this belongs to, unique among the open calls of its connection.
    ///
    /// 0 stands for the connection itself; only a go-away has it.
    package let callID: UInt32

    /// What is said.
    package let body: Body

    /// Addresses a message to a call; a go-away belongs to the connection, whatever `callID` says.
    ///
    /// - Precondition: `callID` is not 0, unless `body` is a go-away.
    package init(callID: UInt32, body: Body) {
        if case .goAway = body {
            self.callID = 0
        } else {
            precondition(callID != 0, "call 0 stands for the connection")
            self.callID = callID
        }
        self.body = body
    }

    /// The farewell of a connection.
    package static func goAway(_ farewell: GoAway) -> Envelope {
        Envelope(callID: 0, body: .goAway(farewell))
    }
}

/// Says that a connection is about to close.
package struct GoAway: Hashable, Sendable {
    /// The last call that was accepted, 0 if none was; later ones may safely be sent again.
    package let lastCallID: UInt32

    /// Why the connection closes.
    package let status: Status

    /// States a farewell.
    package init(lastCallID: UInt32, status: Status) {
        self.lastCallID = lastCallID
        self.status = status
    }
}
