import Client
import LandcoverCommand
import Testing
import Wire

@Suite struct `A load's account` {
    private let answer = Result<Response, ClientError>.success(Response(.health(.serving)))
    private let unreachable = Result<Response, ClientError>.failure(
        .noDaemon([ConnectionAttempt(path: "/d", problem: .refused)])
    )

    @Test func `calls start until the time is over, and count after the warm-up`() {
        var account = LoadAccount(
            plan: LoadPlan(.closed(callers: 1), warmup: .seconds(1), duration: .seconds(2))
        )
        #expect(account.admit(at: .zero) == .start(.init(number: 0, isMeasured: false)))
        #expect(
            account.admit(at: .milliseconds(999)) == .start(.init(number: 1, isMeasured: false))
        )
        #expect(account.admit(at: .seconds(1)) == .start(.init(number: 2, isMeasured: true)))
        #expect(
            account.admit(at: .milliseconds(2999)) == .start(.init(number: 3, isMeasured: true))
        )
        #expect(account.admit(at: .seconds(3)) == .over)
        #expect(account.ending == .finished)
    }

    @Test func `calls start until there are enough, the warm-up's not counted`() {
        var account = LoadAccount(
            plan: LoadPlan(.closed(callers: 1), warmup: .seconds(1), requests: 2)
        )
        for _ in 0..<5 { #expect(account.admit(at: .zero) != .over) }
        for _ in 0..<2 { #expect(account.admit(at: .seconds(9)) != .over) }
        #expect(account.admit(at: .seconds(9)) == .over)
    }

    @Test func `only so many calls are open at once`() {
        var account = LoadAccount(plan: LoadPlan(.open(rate: 1, .constant)))
        var last: LoadAccount.Ticket?
        for _ in 0..<LoadPlan.mostOpenCalls {
            if case .start(let ticket) = account.admit(at: .zero) { last = ticket }
        }
        #expect(account.admit(at: .zero) == .full)
        settle(last, in: &account, at: .seconds(1), answer)
        #expect(account.admit(at: .seconds(1)) != .full)
        #expect(account.admit(at: .seconds(1)) == .full)
    }

    @Test func `what is measured leaves the warm-up's calls out`() {
        var account = LoadAccount(plan: LoadPlan(.closed(callers: 1), warmup: .seconds(1)))
        settle(account.ticket(at: .zero), in: &account, at: .seconds(2), answer)
        settle(account.ticket(at: .seconds(2)), in: &account, at: .seconds(3), answer)
        #expect(account.measurements.calls(.answered) == 1)
        #expect(account.measuredTime(at: .seconds(4)) == .seconds(2))
    }

    @Test func `a planned time counts whole, and a call that outlasts it counts, too`() {
        let plan = LoadPlan(.open(rate: 1, .constant), warmup: .seconds(1), duration: .seconds(10))
        var early = LoadAccount(plan: plan)
        settle(early.ticket(at: .seconds(5)), in: &early, at: .seconds(6), answer)
        #expect(early.measuredTime(at: .seconds(6)) == .seconds(10))
        var late = LoadAccount(plan: plan)
        settle(late.ticket(at: .seconds(5)), in: &late, at: .seconds(14), answer)
        #expect(late.measuredTime(at: .seconds(15)) == .seconds(13))
    }

    @Test func `a run that reached its number of calls lasted until the last`() {
        var account = LoadAccount(
            plan: LoadPlan(.closed(callers: 1), duration: .seconds(100), requests: 1)
        )
        settle(account.ticket(at: .zero), in: &account, at: .seconds(3), answer)
        #expect(account.measuredTime(at: .seconds(4)) == .seconds(3))
    }

    @Test func `after a signal nothing starts, and the time until then counts`() {
        var account = LoadAccount(
            plan: LoadPlan(.closed(callers: 2), warmup: .seconds(1), duration: .seconds(60))
        )
        let ticket = account.ticket(at: .seconds(2))
        account.interrupt(signal: 2)
        #expect(account.admit(at: .seconds(3)) == .over)
        settle(ticket, in: &account, at: .seconds(3), .failure(.cancelled))
        #expect(account.ending == .interrupted(signal: 2))
        #expect(account.measurements.withdrawn == 1)
        #expect(account.measurements.ends.isEmpty)
        #expect(account.measuredTime(at: .seconds(4)) == .seconds(3))
        #expect(account.measuredTime(at: .milliseconds(500)) == .zero)
    }

    @Test func `a daemon that stays away ends the run`() {
        var account = LoadAccount(plan: LoadPlan(.closed(callers: 1), patience: .seconds(5)))
        for second in 1...5 {
            settle(account.ticket(at: .zero), in: &account, at: .seconds(second), unreachable)
            #expect(account.ending == .finished)
        }
        settle(account.ticket(at: .zero), in: &account, at: .seconds(6), unreachable)
        #expect(account.ending == .daemonGone)
        #expect(account.admit(at: .seconds(6)) == .over)
    }

    @Test func `a daemon that comes back is waited for anew`() {
        var account = LoadAccount(plan: LoadPlan(.closed(callers: 1), patience: .seconds(5)))
        let refusal = Result<Response, ClientError>.success(Response(Status(.unavailable)))
        for (second, outcome) in [
            (1, unreachable), (5, refusal), (6, unreachable), (10, unreachable),
        ] {
            settle(account.ticket(at: .zero), in: &account, at: .seconds(second), outcome)
        }
        #expect(account.ending == .finished)
        settle(account.ticket(at: .zero), in: &account, at: .seconds(11), unreachable)
        #expect(account.ending == .daemonGone)
    }

    @Test func `calls that fail otherwise do not end the run`() {
        var account = LoadAccount(plan: LoadPlan(.closed(callers: 1), patience: .seconds(5)))
        for second in 1...100 {
            let outcome = Result<Response, ClientError>.failure(
                .connectionLost(path: "/d", reason: "")
            )
            settle(account.ticket(at: .zero), in: &account, at: .seconds(second), outcome)
        }
        #expect(account.ending == .finished)
    }

    private func settle(
        _ ticket: LoadAccount.Ticket?,
        in account: inout LoadAccount,
        at end: Duration,
        _ outcome: Result<Response, ClientError>
    ) {
        guard let ticket else {
            Issue.record("the call was not admitted")
            return
        }
        account.settle(
            ticket,
            .status,
            intended: .zero,
            began: .zero,
            ended: end,
            outcome: outcome
        )
    }
}

extension LoadAccount {
    /// The ticket of a call that may start; nil if it may not.
    fileprivate mutating func ticket(at start: Duration) -> Ticket? {
        guard case .start(let ticket) = admit(at: start) else { return nil }
        return ticket
    }
}
