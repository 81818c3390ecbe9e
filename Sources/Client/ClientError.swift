package import Wire

/// A call that has no response: the daemon could not be reached, or the connection failed it.
package enum ClientError: Error, Hashable, Sendable {
    /// No daemon answers; one attempt a path that was tried, in order.
    case noDaemon([ConnectionAttempt])

    /// The daemon leaves the connection and has not looked at the call: send it again on another.
    case goneAway(path: String, status: Status)

    /// The connection ended before the call was answered; whether it was carried out is not known.
    case connectionLost(path: String, reason: String)

    /// The daemon said what the protocol does not allow, and the connection was closed on it.
    case protocolViolation(path: String, problem: String)

    /// The request does not fit into the protocol and was not sent.
    case unsendable(WireError)

    /// Neither an answer nor a refusal came in time.
    case deadlineExceeded(path: String, timeout: Duration)

    /// The task that called was cancelled.
    case cancelled

    /// The call was made after the connection was closed by this side.
    case closed(path: String)
}

extension ClientError {
    /// What happened, in the protocol's own vocabulary.
    package var code: StatusCode {
        switch self {
        case .noDaemon(let attempts):
            attempts.contains { $0.problem == .permissionDenied } ? .permissionDenied : .unavailable
        case .goneAway, .connectionLost, .closed: .unavailable
        case .protocolViolation: .internal
        case .unsendable(let error): error.status.code
        case .deadlineExceeded: .deadlineExceeded
        case .cancelled: .cancelled
        }
    }

    /// Whether the very same call may be sent again, on another connection, without being done twice.
    package var isRetriable: Bool {
        switch self {
        case .noDaemon, .goneAway, .closed: true
        case .connectionLost, .protocolViolation, .unsendable, .deadlineExceeded, .cancelled: false
        }
    }
}

extension ClientError: CustomStringConvertible {
    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .noDaemon(let attempts):
            ConnectionAttempt.describe(attempts)
        case .goneAway(let path, let status):
            "the daemon at \(path) takes no more calls (\(status)); try again"
        case .connectionLost(let path, let reason):
            "the daemon at \(path) went away before it answered (\(reason)); "
                + "see its log, and try again when it is back"
        case .protocolViolation(let path, let problem):
            "what answers at \(path) does not speak landcover.v1 (\(problem)); "
                + "check that it is landcoverd, of a version that fits this client"
        case .unsendable(let error):
            error.description
        case .deadlineExceeded(let path, let timeout):
            "the daemon at \(path) did not answer within \(timeout); give it more time"
        case .cancelled:
            "the call was withdrawn"
        case .closed(let path):
            "the connection to \(path) is closed; open another"
        }
    }
}
