import NIOCore

/// What is logged and counted of a call.
struct CallSummary: Sendable {
    /// The method's name.
    let method: String
    /// The client's name for the call, or the daemon's own where it gave none.
    let requestID: String
    /// When it was accepted.
    let accepted: ContinuousClock.Instant
}

/// A call that a connection owes an answer.
struct OpenCall {
    /// The call's number on this connection, which is never used again, unlike its call id.
    let serial: Int
    /// What is logged of it.
    let summary: CallSummary
    /// Fires at the deadline.
    var timer: Scheduled<Void>?
    /// Takes the call's job out of the queue.
    var withdraw: (@Sendable () -> Void)?
    /// The room that its message takes.
    var byteCount = 0

    init(serial: Int, summary: CallSummary) {
        self.serial = serial
        self.summary = summary
    }

    /// Stops the timer and the work.
    func end() {
        timer?.cancel()
        withdraw?()
    }
}
