import Client
import UnixSignals
import Wire

/// Puts a load on the daemon and measures what comes back.
struct LoadGenerator: Sendable {
    /// What came of a load.
    struct Outcome: Sendable {
        /// The calls.
        let account: LoadAccount
        /// How long was measured.
        let time: Duration
        /// The bytes of the whole run.
        let traffic: Traffic
    }

    private enum Event: Sendable {
        case loadEnded
        case signal(Int32)
        case nothing
    }

    // A caller that has no answer, as without a daemon, tries again at this pace.
    private static let pause = Duration.milliseconds(100)
    // A daemon that asks for more is asked again nevertheless: that is what the run is for.
    private static let longestPause = Duration.seconds(1)

    /// The load.
    let plan: LoadPlan

    /// What its calls ask.
    let mix: CallMix

    /// How long the daemon has for each answer; nil sets no limit.
    let timeout: Duration?

    /// The chance behind arrivals.
    let seed: UInt64

    /// Runs until the plan is done, SIGINT or SIGTERM comes, or the daemon has gone for good.
    ///
    /// - Parameters:
    ///   - sessions: The connections that share the load.
    ///   - terminal: Where a line says how far the run is, if anywhere.
    /// - Returns: What came of it.
    func run(over sessions: [Session], progress terminal: Terminal?) async -> Outcome {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let ledger = LoadLedger(plan: plan)
        let before = await traffic(of: sessions)
        await withTaskGroup(of: Event.self) { group in
            group.addTask {
                await load(sessions, ledger)
                return .loadEnded
            }
            group.addTask {
                for await signal in signals { return .signal(signal.rawValue) }
                return .nothing
            }
            if let terminal {
                group.addTask {
                    await draw(ledger, on: terminal)
                    return .nothing
                }
            }
            for await event in group {
                switch event {
                case .signal(let number):
                    await ledger.interrupt(signal: number)
                    group.cancelAll()
                case .loadEnded:
                    group.cancelAll()
                case .nothing:
                    break
                }
            }
        }
        let account = await ledger.state
        return Outcome(
            account: account,
            time: account.measuredTime(at: ledger.elapsed),
            traffic: await traffic(of: sessions) - before
        )
    }

    private func load(_ sessions: [Session], _ ledger: LoadLedger) async {
        await withDiscardingTaskGroup { group in
            switch plan.loop {
            case .closed(let callers):
                for caller in 0..<callers {
                    group.addTask {
                        await callAgainAndAgain(sessions[caller % sessions.count], ledger)
                    }
                }
            case .open(let rate, let arrivals):
                for (index, session) in sessions.enumerated() {
                    let schedule = ArrivalSchedule(
                        arrivals,
                        rate: rate,
                        index: index,
                        of: sessions.count,
                        seed: seed
                    )
                    group.addTask { await follow(schedule, session, ledger) }
                }
            }
        }
    }

    /// A closed loop's caller: one call at a time; who is refused comes back when the daemon says.
    private func callAgainAndAgain(_ session: Session, _ ledger: LoadLedger) async {
        while !Task.isCancelled, case .start(let ticket) = await ledger.admit() {
            switch await call(ticket, session, ledger) {
            case .success(let response):
                guard let hint = response.status.retryAfter else { continue }
                try? await Task.sleep(for: min(hint, Self.longestPause))
            case .failure:
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// An open loop's connection: starts calls by the clock, whatever becomes of those before.
    private func follow(
        _ schedule: ArrivalSchedule,
        _ session: Session,
        _ ledger: LoadLedger
    ) async {
        await withDiscardingTaskGroup { group in
            for intended in schedule {
                if ledger.elapsed < intended {
                    try? await ContinuousClock().sleep(until: ledger.origin + intended)
                }
                guard !Task.isCancelled, let ticket = await ticket(for: intended, ledger) else {
                    return
                }
                group.addTask { _ = await call(ticket, session, ledger, intended: intended) }
            }
        }
    }

    private func ticket(
        for intended: Duration,
        _ ledger: LoadLedger
    ) async -> LoadAccount.Ticket? {
        while true {
            switch await ledger.admit(at: intended) {
            case .start(let ticket): return ticket
            case .over: return nil
            case .full: do { try await Task.sleep(for: .milliseconds(1)) } catch { return nil }
            }
        }
    }

    /// Makes one call; an intended start makes the time before the real one part of its latency
    /// (Tene 2013, "How NOT to measure latency": coordinated omission).
    private func call(
        _ ticket: LoadAccount.Ticket,
        _ session: Session,
        _ ledger: LoadLedger,
        intended: Duration? = nil
    ) async -> Result<Response, ClientError> {
        let method = mix.request(ticket.number)
        let began = ledger.elapsed
        let outcome: Result<Response, ClientError>
        do throws(ClientError) {
            outcome = .success(try await session.call(method, timeout: timeout))
        } catch {
            outcome = .failure(error)
        }
        await ledger.settle(
            ticket,
            method,
            intended: intended ?? began,
            began: began,
            ended: ledger.elapsed,
            outcome: outcome
        )
        return outcome
    }

    private func traffic(of sessions: [Session]) async -> Traffic {
        var sum = Traffic()
        for session in sessions { sum = await sum + session.traffic }
        return sum
    }

    private func draw(_ ledger: LoadLedger, on terminal: Terminal) async {
        var bar = ProgressBar(on: terminal)
        while !Task.isCancelled {
            let progress = await ledger.progress()
            bar.draw(erased: true) { _, columns in progress.line(columns: columns) }
            try? await Task.sleep(for: .milliseconds(200))
        }
        bar.erase()
    }
}
