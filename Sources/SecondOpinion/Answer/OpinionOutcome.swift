/// How a question for a second opinion ended.
///
/// Each end is a case of its own, for each asks something else of the user. ``description`` is a
/// sentence that says so.
package indirect enum OpinionOutcome: Hashable, Sendable {
    /// What the time ran out over.
    package enum Timeout: Hashable, Sendable {
        /// Other questions; it was not sent.
        case waitingForOthers
        /// The server's answer.
        case waitingForServer
    }

    /// The model answered.
    case answered(Opinion)
    /// The model declined, in these words.
    case refused(words: ServerText)
    /// The answer was cut off at this many tokens.
    case truncated(tokenLimit: Int)
    /// The provider's filter withheld question or answer.
    case contentFiltered(message: ServerText)
    /// Too many questions in too short a time; not again before `retryAfter`, if that is known.
    case rateLimited(retryAfter: Duration?, message: ServerText)
    /// The account has no money left for it.
    case outOfQuota(message: ServerText)
    /// The server does not accept the key (401).
    case badKey(message: ServerText)
    /// The server knows the key and still refuses (403); perhaps because of where it was asked from.
    case forbidden(isRegion: Bool, message: ServerText)
    /// There is no such model (any more) for this key, or no such API at the address.
    case modelGone(model: String, message: ServerText)
    /// The server asks to come again at once: 408 or 409.
    case serverBusy(status: Int, message: ServerText)
    /// The server failed (5xx).
    case serverFailing(status: Int, message: ServerText)
    /// There is no connection to the server, or it broke.
    case networkDown(reason: ServerText)
    /// The server could not prove who it is.
    case tlsFailed(reason: ServerText)
    /// There was no answer in time.
    case timedOut(Timeout)
    /// There was an answer, but not in the form that was asked for.
    case malformed(problem: ServerText)
    /// The server found fault with the question (400 and other 4xx).
    case requestRefused(status: Int, message: ServerText)
    /// The server points elsewhere (3xx), where the key is not sent.
    case redirected(status: Int, location: ServerText)
    /// Whoever asked does not want to know any more.
    case cancelled
    /// There is no key to ask with; `problem` says where to put one.
    case noKey(problem: String)
    /// The API kept failing as `cause` says, and is left alone for a while.
    case circuitOpen(tryAgainIn: Duration, cause: OpinionOutcome)
}

extension OpinionOutcome {
    /// The opinion, if there is one.
    package var opinion: Opinion? {
        if case .answered(let opinion) = self { opinion } else { nil }
    }

    /// Whether the same question may have an answer later, without anybody changing anything.
    package var isRetryable: Bool {
        switch self {
        case .rateLimited, .serverBusy, .serverFailing, .networkDown, .timedOut, .circuitOpen: true
        case .answered, .refused, .truncated, .contentFiltered, .outOfQuota, .badKey, .forbidden,
            .modelGone, .tlsFailed, .malformed, .requestRefused, .redirected, .cancelled, .noKey:
            false
        }
    }

    /// When it makes sense to ask again, where that is known.
    package var retryAfter: Duration? {
        switch self {
        case .rateLimited(let pause, _): pause
        case .circuitOpen(let pause, _): pause
        default: nil
        }
    }

    /// What the end says about the API, for the circuit breaker.
    ///
    /// Key, account and model are the same for every question, so their faults count as the API
    /// failing: asking on would only add to what the provider counts against the account. A rate
    /// limit says nothing, for it has a pause of its own.
    package var verdict: CircuitBreaker.Verdict {
        switch self {
        case .answered, .refused, .truncated, .contentFiltered, .requestRefused: .working
        case .outOfQuota, .badKey, .forbidden, .modelGone, .serverFailing, .networkDown,
            .tlsFailed, .redirected, .timedOut(.waitingForServer):
            .failing
        case .rateLimited, .serverBusy, .malformed, .cancelled, .noKey, .circuitOpen,
            .timedOut(.waitingForOthers):
            .unknown
        }
    }
}
