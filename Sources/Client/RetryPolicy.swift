package import Wire

/// Whether, and after which pause, a call that failed is sent again.
///
/// gRPC's rules (proposal A6, connection-backoff.md): only calls that change nothing, only failures
/// that may pass, pauses that grow, and never sooner than the daemon says. Values in, values out:
/// chance and the count of retries come from the caller.
package struct RetryPolicy: Hashable, Sendable {
    /// How often a call is sent again at the most; 0 for never.
    package var retries: Int

    /// The pause before the first retry.
    package var initialBackoff = Duration.milliseconds(100)

    /// What each pause is multiplied by for the next.
    package var multiplier = 1.6

    /// No pause grows beyond this, unless the daemon asks for a longer one.
    package var longestBackoff = Duration.seconds(2)

    /// The share by which a pause is shorter or longer at random, so that clients do not come together.
    package var jitter = 0.2

    /// A daemon that asks for a longer pause than this is believed, and not called again.
    package var longestHint = Duration.seconds(30)

    /// States a policy with the pauses of a daemon on the same machine.
    package init(retries: Int) {
        precondition(retries >= 0, "a call cannot be sent less than once")
        self.retries = retries
    }

    /// Every failure is final.
    package static let never = RetryPolicy(retries: 0)

    /// Some seconds in all: as long as a daemon takes to start again.
    package static let patient = RetryPolicy(retries: 6)

    /// Decides on a call that has come to an end.
    ///
    /// - Parameters:
    ///   - outcome: How the last attempt ended.
    ///   - method: What is asked.
    ///   - retry: How often the call was sent again so far.
    ///   - chance: A number in 0 ..< 1, drawn anew each time.
    /// - Returns: How long to wait before the call is sent again; nil if this end is final.
    package func pause(
        after outcome: Result<Response, ClientError>,
        of method: Request.Method,
        retry: Int,
        chance: Double
    ) -> Duration? {
        guard retry < retries, method.isIdempotent else { return nil }
        switch outcome {
        case .success(let response):
            switch response.status.code {
            case .unavailable: break
            // Without a hint it is a limit that stays: the very same message is too long again.
            case .resourceExhausted where response.status.retryAfter != nil: break
            default: return nil
            }
            return pause(retry: retry, hint: response.status.retryAfter, chance: chance)
        case .failure(let error):
            guard error.mayPass else { return nil }
            return pause(retry: retry, hint: error.retryAfter, chance: chance)
        }
    }

    /// Decides on an attempt to connect for the first time.
    ///
    /// - Returns: How long to wait before the next; nil if nobody can be expected to answer.
    package func pause(
        afterFirst error: ClientError,
        retry: Int,
        chance: Double
    ) -> Duration? {
        guard retry < retries, case .noDaemon(let attempts) = error else { return nil }
        // Where there is no socket at all, no daemon is about to come back to it.
        guard attempts.contains(where: { $0.problem != .missing }), error.mayPass else {
            return nil
        }
        return pause(retry: retry, hint: nil, chance: chance)
    }

    private func pause(retry: Int, hint: Duration?, chance: Double) -> Duration? {
        // In steps, for a large power of the multiplier is no duration any more.
        var backoff = min(initialBackoff, longestBackoff)
        for _ in 0..<retry where backoff < longestBackoff {
            backoff = min(backoff * multiplier, longestBackoff)
        }
        let usual = backoff * (1 + jitter * (2 * chance - 1))
        guard let hint else { return usual }
        return hint > longestHint ? nil : max(usual, hint * (1 + jitter * chance))
    }
}

extension Request.Method {
    /// Whether asking twice is as good as asking once.
    fileprivate var isIdempotent: Bool {
        switch self {
        case .classify, .explain, .health, .status, .metrics, .describe, .plan: true
        // An opinion costs money each time.
        case .reload, .compare, .opinion, .unknown: false
        }
    }
}

extension ClientError {
    /// Whether the same call, sent again, may have an answer; asking must not change anything.
    fileprivate var mayPass: Bool {
        switch self {
        case .noDaemon(let attempts):
            attempts.allSatisfy { [.missing, .refused, .crowded].contains($0.problem) }
        case .goneAway, .connectionLost: true
        case .protocolViolation, .unsendable, .deadlineExceeded, .cancelled, .closed: false
        }
    }

    fileprivate var retryAfter: Duration? {
        if case .goneAway(_, let status) = self { status.retryAfter } else { nil }
    }
}
