/// Whether, and after which pause, a question is asked again.
///
/// The rules of OpenAI's own libraries: only failures that may pass, a pause of half a second that
/// doubles up to eight seconds, shorter by up to a quarter at random, and never sooner than the
/// server says. Here nobody sleeps beyond the deadline either. Values in, values out.
package struct RetrySchedule: Hashable, Sendable {
    /// How often a question is asked again at the most.
    package var retries: Int

    /// The pause before the first retry.
    package static let firstPause = Duration.milliseconds(500)

    /// No pause grows beyond this, unless the server asks for a longer one.
    package static let longestPause = Duration.seconds(8)

    /// The share by which a pause may be shorter, so that clients do not come together.
    package static let jitter = 0.25

    /// The least time that must be left after the pause: less is no use for any answer.
    package static let leastTime = Duration.seconds(1)

    /// States a schedule.
    package init(retries: Int) {
        precondition(retries >= 0, "a question cannot be asked less than once")
        self.retries = retries
    }

    /// Decides on an attempt that has come to an end.
    ///
    /// - Parameters:
    ///   - outcome: How it ended.
    ///   - hint: What the server said about asking again.
    ///   - retry: How often the question was asked again so far.
    ///   - chance: A number in 0 ..< 1, drawn anew each time.
    ///   - timeLeft: Until the deadline.
    /// - Returns: How long to wait before the question is asked again; nil if this end is final.
    package func pause(
        after outcome: OpinionOutcome,
        hint: RetryHint,
        retry: Int,
        chance: Double,
        timeLeft: Duration
    ) -> Duration? {
        guard retry < retries, isWorthwhile(outcome, hint) else { return nil }
        let pause = hint.after ?? Self.backoff(retry: retry, chance: chance)
        return pause + Self.leastTime <= timeLeft ? pause : nil
    }

    private func isWorthwhile(_ outcome: OpinionOutcome, _ hint: RetryHint) -> Bool {
        switch outcome {
        // The model has answered, and was paid for it.
        case .answered, .refused, .truncated, .contentFiltered, .malformed: false
        // No server can know these to pass.
        case .outOfQuota, .cancelled, .noKey, .circuitOpen, .redirected: false
        default: hint.shouldRetry ?? outcome.isRetryable
        }
    }

    private static func backoff(retry: Int, chance: Double) -> Duration {
        // In steps, for a large power of two is no duration any more.
        var pause = firstPause
        for _ in 0..<retry where pause < longestPause { pause = min(pause * 2, longestPause) }
        return pause * (1 - jitter * chance)
    }
}
