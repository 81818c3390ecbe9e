package import Client
package import Wire

/// Which calls of a load may start, and what became of them.
///
/// All times are from the beginning of the run and come from the caller: no clocks, no chance.
package struct LoadAccount: Sendable {
    /// A call that may start.
    package struct Ticket: Hashable, Sendable {
        /// The call's number, from 0.
        package let number: Int
        /// Whether it counts: it starts after the warm-up.
        package let isMeasured: Bool

        /// States a ticket.
        package init(number: Int, isMeasured: Bool) {
            self.number = number
            self.isMeasured = isMeasured
        }
    }

    /// What becomes of the wish to start a call.
    package enum Admission: Hashable, Sendable {
        /// It may.
        case start(Ticket)
        /// Not before another has ended.
        case full
        /// No more calls start.
        case over
    }

    /// Why a run ended.
    package enum Ending: Hashable, Sendable {
        /// All was done that was planned.
        case finished
        /// Somebody sent this signal.
        case interrupted(signal: Int32)
        /// Nobody could be reached any more.
        case daemonGone
    }

    /// The plan that is followed.
    package let plan: LoadPlan

    /// What is known of the measured calls.
    package private(set) var measurements: Measurements

    /// Why the run ended, or will.
    package private(set) var ending = Ending.finished

    private var begun = 0
    private var measured = 0
    private var open = 0
    private var lastEnd = Duration.zero
    private var unreachableSince: Duration?

    /// Starts without calls.
    package init(plan: LoadPlan) {
        self.plan = plan
        let isOpenLoop = if case .open = plan.loop { true } else { false }
        measurements = Measurements(isOpenLoop: isOpenLoop)
    }

    /// Asks to start a call.
    ///
    /// - Parameter start: When it starts, or is meant to.
    /// - Returns: Its ticket, or why there is none.
    package mutating func admit(at start: Duration) -> Admission {
        guard ending == .finished, !isDone(at: start) else { return .over }
        guard open < LoadPlan.mostOpenCalls else { return .full }
        let ticket = Ticket(number: begun, isMeasured: start >= plan.warmup)
        begun += 1
        open += 1
        if ticket.isMeasured { measured += 1 }
        return .start(ticket)
    }

    /// Enters a call's end.
    ///
    /// - Parameters:
    ///   - ticket: The call.
    ///   - method: What it asked.
    ///   - intended: When it was meant to start.
    ///   - began: When it did.
    ///   - ended: When its end came.
    ///   - outcome: What came of it.
    package mutating func settle(
        _ ticket: Ticket,
        _ method: Request.Method,
        intended: Duration,
        began: Duration,
        ended: Duration,
        outcome: Result<Response, ClientError>
    ) {
        open -= 1
        lastEnd = max(lastEnd, ended)
        watch(outcome, at: ended)
        guard ticket.isMeasured else { return }
        measurements.record(
            method,
            startDelay: began - intended,
            latency: ended - intended,
            outcome: outcome
        )
    }

    /// No more calls start, for a signal has come.
    package mutating func interrupt(signal: Int32) {
        if ending == .finished { ending = .interrupted(signal: signal) }
    }

    /// How long was measured in a run that ended at `end`; none if it ended in the warm-up.
    package func measuredTime(at end: Duration) -> Duration {
        // A planned time counts whole, also if its last call ended early.
        let planned =
            ending == .finished && measured < plan.requests ?? .max ? plan.duration ?? .zero : .zero
        let last = ending == .finished ? lastEnd : end
        return max(planned, last - plan.warmup, .zero)
    }

    private func isDone(at start: Duration) -> Bool {
        if let duration = plan.duration, start >= plan.warmup + duration { return true }
        if let requests = plan.requests, measured >= requests { return true }
        return false
    }

    private mutating func watch(_ outcome: Result<Response, ClientError>, at time: Duration) {
        switch outcome {
        case .success:
            unreachableSince = nil
        case .failure(.noDaemon):
            let since = unreachableSince ?? time
            unreachableSince = since
            if time - since >= plan.patience, ending == .finished { ending = .daemonGone }
        case .failure:
            // Somebody was there a moment ago.
            break
        }
    }
}
