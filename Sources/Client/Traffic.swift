/// Bytes through sockets, frames' headers included.
package struct Traffic: Hashable, Sendable {
    /// From this side to the daemon.
    package var sent: UInt64

    /// From the daemon to this side.
    package var received: UInt64

    /// States an amount; none, unless it is told.
    package init(sent: UInt64 = 0, received: UInt64 = 0) {
        self.sent = sent
        self.received = received
    }

    /// Both together.
    package static func + (a: Traffic, b: Traffic) -> Traffic {
        Traffic(sent: a.sent + b.sent, received: a.received + b.received)
    }

    /// What came since `b`, an earlier reading of the same counters.
    package static func - (a: Traffic, b: Traffic) -> Traffic {
        Traffic(sent: a.sent - b.sent, received: a.received - b.received)
    }
}
