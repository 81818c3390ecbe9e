package import Wire

/// Knows where each call is answered.
///
/// Shared by all connections of a ``Server``.
package protocol CallRouting: Sendable {
    /// Answers a call, or sees that somebody will.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - caller: Who asks.
    ///   - call: Takes the answer if it is not given at once; on any thread.
    /// - Returns: The answer, or the way to take the call back.
    func route(_ method: Request.Method, from caller: Caller, _ call: PendingCall) -> CallOutcome

    /// Begins no more work for a client that does not read its answers.
    func hold(_ client: ClientID)

    /// Lets a client's work take part again.
    func resume(_ client: ClientID)
}

/// What became of a call that was routed.
package enum CallOutcome {
    /// It is answered.
    case answered(Response)
    /// Somebody will reply; the closure takes the call back.
    case pending(withdraw: @Sendable () -> Void)
}

/// Who makes a call.
package struct Caller: Sendable {
    /// The connection.
    package let client: ClientID
    /// The process at its other end, where the system tells.
    package var peer: Peer?
}
