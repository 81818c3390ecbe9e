/// Stops asking an API that keeps failing, and finds out when it is back (Nygard, "Release It!").
///
/// Closed, it counts failures in a row. Enough of them open it: nobody is let through until a pause
/// is over. Then one question goes as a probe, and its end closes the circuit or opens it again. A
/// state machine without a clock: instants come from the caller.
package struct CircuitBreaker: Hashable, Sendable {
    /// What the end of a question says about the API.
    package enum Verdict: Hashable, Sendable {
        /// It works.
        case working
        /// It fails, and would fail whatever was asked.
        case failing
        /// Nothing: the question was withdrawn, or its failure was its own.
        case unknown
    }

    /// What becomes of a question.
    package enum Admission: Hashable, Sendable {
        /// It may be asked; report its end with the ticket.
        case admitted(Ticket)
        /// It may not; after this time the next one may.
        case refused(tryAgainIn: Duration)
    }

    /// Tells the questions of one state from those of another.
    package struct Ticket: Hashable, Sendable {
        fileprivate let era: Int
    }

    private enum State: Hashable {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant)
        case probing(until: ContinuousClock.Instant)
    }

    /// Failures in a row that open the circuit.
    package let threshold: Int

    /// How long it stays open; a probe that has not ended by then is followed by another.
    package let pause: Duration

    private var state = State.closed(failures: 0)
    // Counts the changes of state: what began before one says nothing after it.
    private var era = 0

    /// Makes a closed circuit.
    package init(threshold: Int = 5, pause: Duration = .seconds(30)) {
        precondition(threshold > 0 && pause > .zero, "some failures open it for some time")
        self.threshold = threshold
        self.pause = pause
    }

    /// Whether everybody is let through.
    package var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// How long nobody is let through; nil if the next question is.
    package func refusal(at now: ContinuousClock.Instant) -> Duration? {
        switch state {
        case .closed: nil
        case .open(let until), .probing(let until): now < until ? now.duration(to: until) : nil
        }
    }

    /// Decides on a question.
    package mutating func admit(at now: ContinuousClock.Instant) -> Admission {
        if let wait = refusal(at: now) { return .refused(tryAgainIn: wait) }
        switch state {
        case .closed: break
        case .open, .probing: enter(.probing(until: now + pause))
        }
        return .admitted(Ticket(era: era))
    }

    /// Hears of the end of a question that was admitted.
    package mutating func record(
        _ verdict: Verdict,
        for ticket: Ticket,
        at now: ContinuousClock.Instant
    ) {
        guard ticket.era == era else { return }
        switch (state, verdict) {
        case (.closed, .working):
            state = .closed(failures: 0)
        case (.closed(let failures), .failing) where failures + 1 < threshold:
            state = .closed(failures: failures + 1)
        case (.closed, .failing), (.probing, .failing):
            enter(.open(until: now + pause))
        case (.probing, .working):
            enter(.closed(failures: 0))
        case (.probing, .unknown):
            // Nothing was learnt, so the next question is the probe.
            enter(.open(until: now))
        case (.closed, .unknown), (.open, _):
            break
        }
    }

    private mutating func enter(_ state: State) {
        self.state = state
        era += 1
    }
}
