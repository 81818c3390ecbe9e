import Landcover
import Randomness
import NIOConcurrencyHelpers

/// Asks for second opinions: from the cache, or from the API by the rules of retry, circuit breaker
/// and deadline.
///
/// Any number of tasks may ask at once. Cancelling a task ends its question at once; what the
/// provider has begun it may still charge for.
package final class OpinionService: Sendable {
    /// Less time than this for a reply, and its lack says nothing about the API.
    package static let fairTime = Duration.seconds(5)

    private let settings: OpinionSettings
    private let keySearch: APIKeySearch
    private let transport: any OpinionTransport
    private let cache: OpinionCache?
    private let time: Timekeeper
    private let log: @Sendable (String) -> Void
    private let reader: ReplyReader
    private let slots: TransferSlots
    private let circuit: NIOLockedValueBox<Circuit>
    private let chance: NIOLockedValueBox<SeededGenerator>
    private let logprobsAreRefused = NIOLockedValueBox(false)

    /// Makes a service.
    ///
    /// - Parameters:
    ///   - settings: Whom to ask, and how.
    ///   - key: What came of looking for the key. Without one only this machine is asked.
    ///   - transport: Carries questions to the server.
    ///   - breaker: Says when the server is left alone.
    ///   - time: The clocks.
    ///   - seed: For the chance in pauses.
    ///   - log: Hears what is worth telling an operator, a sentence at a time.
    package init(
        settings: OpinionSettings,
        key: APIKeySearch,
        transport: any OpinionTransport,
        breaker: CircuitBreaker = CircuitBreaker(),
        time: Timekeeper = .system,
        seed: UInt64,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.settings = settings
        keySearch = key
        self.transport = transport
        self.time = time
        self.log = log
        cache = settings.cacheFolder.map { OpinionCache(folder: $0, log: log) }
        reader = ReplyReader(settings: settings, key: key.key)
        slots = TransferSlots(count: settings.concurrency)
        circuit = NIOLockedValueBox(Circuit(breaker))
        chance = NIOLockedValueBox(SeededGenerator(seed: seed))
    }

    /// Questions that wait for the transfers of others to end.
    package var waiting: Int { slots.waiting }

    /// How a question would end now without being sent; nil if it would be sent.
    package var obstacle: OpinionOutcome? {
        guard keySearch.key != nil || settings.baseURL.isLoopback else {
            return .noKey(problem: keySearch.description)
        }
        return circuit.withLockedValue { $0.refusal(at: time.now()) }
    }

    /// Asks about an image.
    ///
    /// - Parameters:
    ///   - image: The image as it is sent.
    ///   - deadline: When the answer is of no use any more; the settings' limit holds besides.
    /// - Returns: The opinion, or why there is none.
    package func opinion(
        on image: PreparedImage,
        before deadline: ContinuousClock.Instant? = nil
    ) async -> OpinionOutcome {
        let start = time.now()
        let limit = start + settings.timeLimit
        let deadline = deadline.map { min($0, limit) } ?? limit
        let entry = cache.map { _ in OpinionCache.Key(image, settings: settings) }
        if let cache, let entry, var opinion = cache.opinion(for: entry) {
            opinion.duration = start.duration(to: time.now())
            return .answered(opinion)
        }
        if let obstacle { return obstacle }
        let outcome = await answer(to: image, before: deadline)
        guard case .answered(var opinion) = outcome else { return outcome }
        opinion.duration = start.duration(to: time.now())
        if let cache, let entry { cache.keep(opinion, for: entry) }
        return .answered(opinion)
    }

    /// Asks, and asks again as the schedule says.
    private func answer(
        to image: PreparedImage,
        before deadline: ContinuousClock.Instant
    ) async -> OpinionOutcome {
        var request = ChatRequest(image, settings: settings)
        if logprobsAreRefused.withLockedValue(\.self) { request.asksForLogprobs = false }
        var body = request.body
        var retry = 0
        while true {
            let attempt = await attempt(body, before: deadline)
            if attempt.refusesLogprobs && request.asksForLogprobs {
                log("the API does not tell tokens' probabilities and is not asked for them again")
                logprobsAreRefused.withLockedValue { $0 = true }
                request.asksForLogprobs = false
                body = request.body
                continue
            }
            let now = time.now()
            let pause = RetrySchedule(retries: settings.retries).pause(
                after: attempt.outcome,
                hint: attempt.hint,
                retry: retry,
                chance: chance.withLockedValue { $0.fraction() },
                timeLeft: now.duration(to: deadline)
            )
            // While the circuit is open there is nothing to wait for.
            guard let pause, circuit.withLockedValue({ $0.refusal(at: now) }) == nil else {
                return attempt.outcome
            }
            retry += 1
            log("\(attempt.outcome) (retry \(retry) of \(settings.retries) follows)")
            await time.sleep(pause)
            if Task.isCancelled { return .cancelled }
        }
    }

    /// Asks once, when it is this question's turn.
    private func attempt(
        _ body: [UInt8],
        before deadline: ContinuousClock.Instant
    ) async -> ReplyReader.Reading {
        switch await slots.take(before: deadline, by: time) {
        case .taken: break
        case .expired: return .init(.timedOut(.waitingForOthers))
        case .cancelled: return .init(.cancelled)
        }
        defer { slots.giveBack() }
        if Task.isCancelled { return .init(.cancelled) }
        let start = time.now()
        guard start < deadline else { return .init(.timedOut(.waitingForOthers)) }
        switch circuit.withLockedValue({ $0.admit(at: start) }) {
        case .failure(let refusal):
            return .init(refusal.outcome)
        case .success(let ticket):
            let reading = await transfer(body, before: deadline)
            record(reading.outcome, for: ticket, time: start.duration(to: deadline))
            return reading
        }
    }

    private func transfer(
        _ body: [UInt8],
        before deadline: ContinuousClock.Instant
    ) async -> ReplyReader.Reading {
        var fields = [
            HeaderField("Content-Type", "application/json"),
            HeaderField("Accept", "application/json"),
            HeaderField("User-Agent", "landcover/\(Version.current)"),
        ]
        if let key = keySearch.key { fields.append(key.authorization) }
        let request = TransportRequest(
            url: settings.baseURL.chatCompletions,
            fields: fields,
            body: body
        )
        switch await transport.post(request, before: deadline) {
        case .success(let reply): return reader.read(reply, now: time.secondsSince1970())
        case .failure(let failure): return .init(reader.outcome(of: failure))
        }
    }

    private func record(
        _ outcome: OpinionOutcome,
        for ticket: CircuitBreaker.Ticket,
        time given: Duration
    ) {
        var verdict = outcome.verdict
        if case .timedOut = outcome, given < Self.fairTime { verdict = .unknown }
        let now = time.now()
        let (hasChanged, refusal) = circuit.withLockedValue { circuit in
            (circuit.record(outcome, as: verdict, for: ticket, at: now), circuit.refusal(at: now))
        }
        guard hasChanged else { return }
        log(refusal?.description ?? "the API answers again")
    }
}
