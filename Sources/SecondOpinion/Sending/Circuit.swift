/// The circuit breaker of an API, and what made it open.
struct Circuit {
    private(set) var breaker: CircuitBreaker
    private var cause: OpinionOutcome?

    /// Begins with a breaker.
    init(_ breaker: CircuitBreaker) {
        self.breaker = breaker
    }

    /// The end of a question that would be asked now, if it would not be sent.
    func refusal(at now: ContinuousClock.Instant) -> OpinionOutcome? {
        breaker.refusal(at: now).map(refusal)
    }

    /// Lets a question through, or says how it ends.
    mutating func admit(
        at now: ContinuousClock.Instant
    ) -> Result<CircuitBreaker.Ticket, Refusal> {
        switch breaker.admit(at: now) {
        case .admitted(let ticket): .success(ticket)
        case .refused(let pause): .failure(Refusal(outcome: refusal(for: pause)))
        }
    }

    /// Hears how a question ended that was let through.
    ///
    /// - Returns: Whether the circuit opened or closed with it.
    mutating func record(
        _ outcome: OpinionOutcome,
        as verdict: CircuitBreaker.Verdict,
        for ticket: CircuitBreaker.Ticket,
        at now: ContinuousClock.Instant
    ) -> Bool {
        let wasClosed = breaker.isClosed
        breaker.record(verdict, for: ticket, at: now)
        if verdict == .failing { cause = outcome }
        return wasClosed != breaker.isClosed
    }

    private func refusal(for pause: Duration) -> OpinionOutcome {
        .circuitOpen(tryAgainIn: pause, cause: cause ?? .timedOut(.waitingForServer))
    }

    /// A question that was not let through.
    struct Refusal: Error {
        /// How it ends.
        let outcome: OpinionOutcome
    }
}
