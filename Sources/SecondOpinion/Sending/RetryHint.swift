/// What a server says about asking again.
package struct RetryHint: Hashable, Sendable {
    /// Not sooner than after this pause; nil if it does not say.
    package let after: Duration?

    /// Whether to ask again at all; nil if it does not say.
    package let shouldRetry: Bool?

    /// The server says nothing.
    package static let none = RetryHint(after: nil, shouldRetry: nil)

    /// States a hint.
    package init(after: Duration?, shouldRetry: Bool?) {
        self.after = after
        self.shouldRetry = shouldRetry
    }

    /// Reads the fields that OpenAI's own libraries go by.
    ///
    /// These are `x-should-retry`, and of `retry-after-ms` and `retry-after` the first that makes
    /// sense.
    ///
    /// - Parameters:
    ///   - reply: The reply.
    ///   - now: Seconds since 1970, where the reply does not say when it was sent.
    package init(_ reply: TransportReply, now: Double) {
        let milliseconds = reply.field("retry-after-ms").flatMap(Self.seconds).map { $0 / 1000 }
        let pause =
            milliseconds
            ?? reply.field("retry-after").flatMap { text in
                if let seconds = Self.seconds(text) { return seconds }
                // The server's own clock, so that ours may be wrong.
                let sent = reply.field("date").flatMap(HTTPDate.secondsSince1970) ?? now
                return HTTPDate.secondsSince1970(text).map { $0 - sent }
            }
        // Nobody waits longer than a day, and no duration overflows; a tiny one is rounded to none.
        let wait = pause.map { Duration.seconds(min($0, 86_400)) } ?? .zero
        after = wait > .zero ? wait : nil
        shouldRetry = reply.field("x-should-retry").flatMap { ["true": true, "false": false][$0] }
    }

    private static func seconds(_ text: String) -> Double? {
        guard let number = Double(text), number.isFinite, number >= 0 else { return nil }
        return number
    }
}
