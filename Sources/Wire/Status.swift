/// How a call ended, and what to do about it.
package struct Status: Hashable, Sendable {
    /// The kind of end.
    package let code: StatusCode

    /// One sentence for a person: what failed, on what, what to do; empty if OK.
    package let message: String

    /// How long to wait before trying again, if that helps.
    package let retryAfter: Duration?

    /// States a status.
    package init(_ code: StatusCode, _ message: String = "", retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// The status of a call that has its answer.
    package static let ok = Status(.ok)
}

extension Status: CustomStringConvertible {
    package var description: String {
        message.isEmpty ? code.name : "\(code.name): \(message)"
    }
}
