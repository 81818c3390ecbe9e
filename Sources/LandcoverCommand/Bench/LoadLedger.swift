import Client
import Wire

/// The one ``LoadAccount`` that all callers of a load share, and the clock it goes by.
actor LoadLedger {
    /// The beginning of the run.
    nonisolated let origin = ContinuousClock.now

    private var account: LoadAccount

    /// Opens an account.
    init(plan: LoadPlan) {
        account = LoadAccount(plan: plan)
    }

    /// What the account says.
    var state: LoadAccount { account }

    /// Time since the beginning.
    nonisolated var elapsed: Duration { ContinuousClock.now - origin }

    /// Asks to start a call that was meant for `intended`, or for now.
    func admit(at intended: Duration? = nil) -> LoadAccount.Admission {
        account.admit(at: intended ?? elapsed)
    }

    /// Enters a call's end.
    func settle(
        _ ticket: LoadAccount.Ticket,
        _ method: Request.Method,
        intended: Duration,
        began: Duration,
        ended: Duration,
        outcome: Result<Response, ClientError>
    ) {
        account.settle(
            ticket,
            method,
            intended: intended,
            began: began,
            ended: ended,
            outcome: outcome
        )
    }

    /// No more calls start.
    func interrupt(signal: Int32) { account.interrupt(signal: signal) }

    /// How far the run is.
    func progress() -> LoadProgress {
        LoadProgress(of: account, at: elapsed)
    }
}
