package import Client
package import Wire

/// How a call of a load ended, in as few kinds as a table can hold.
package struct CallEnd: Hashable, Sendable {
    /// What a kind of end says of the daemon.
    package enum Verdict: Hashable, Sendable {
        /// The call has its answer.
        case answered
        /// The daemon is busy and says when to come back: what it promises to do under load.
        case refused
        /// Anything else.
        case failed
    }

    /// The status's name, or one in its manner for a call without an answer, such as `NO_DAEMON`.
    package let name: String

    /// What it says of the daemon.
    package let verdict: Verdict

    /// How a run ends in which calls failed so.
    package let exitStatus: Sysexit

    /// Reads a call's end; nil for a call that this side withdrew.
    package init?(_ outcome: Result<Response, ClientError>) {
        switch outcome {
        case .success(let response):
            let status = response.status
            name = status.code.name
            exitStatus = Sysexit(status)
            switch status.code {
            case .ok: verdict = .answered
            case .resourceExhausted where status.retryAfter != nil: verdict = .refused
            default: verdict = .failed
            }
        case .failure(let error):
            guard let name = error.kind else { return nil }
            self.name = name
            exitStatus = Sysexit(error)
            verdict = error.isPromisedRefusal ? .refused : .failed
        }
    }
}

extension ClientError {
    fileprivate var kind: String? {
        switch self {
        case .noDaemon: "NO_DAEMON"
        case .goneAway: "GONE_AWAY"
        case .connectionLost: "CONNECTION_LOST"
        case .protocolViolation: "PROTOCOL_VIOLATION"
        case .unsendable: "UNSENDABLE"
        // The daemon's own refusal of a late call is the status DEADLINE_EXCEEDED.
        case .deadlineExceeded: "NO_ANSWER"
        case .cancelled, .closed: nil
        }
    }

    /// Whether the daemon turned the connection away for want of room.
    fileprivate var isPromisedRefusal: Bool {
        guard case .goneAway(_, let status) = self else { return false }
        return status.code == .resourceExhausted && status.retryAfter != nil
    }
}
