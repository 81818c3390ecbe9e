package import Client
package import Wire

/// How a run ends, in the numbers of sysexits.h (4.3BSD).
package enum Sysexit: Int32, Hashable, Sendable, CaseIterable {
    /// All went well.
    case success = 0
    /// The command line is wrong, or names what the daemon does not have.
    case usage = 64
    /// An image is damaged, or is none.
    case dataError = 65
    /// An input file does not exist or cannot be read.
    case noInput = 66
    /// No daemon answers, or it will not serve.
    case unavailable = 69
    /// A fault in one of the programs.
    case software = 70
    /// An output file cannot be made.
    case cannotCreate = 73
    /// Reading or writing failed half-way.
    case inputOutput = 74
    /// The daemon is too busy, or too slow for the time it was given.
    case temporaryFailure = 75
    /// What answers does not speak this client's protocol.
    case protocolError = 76
    /// This user may not.
    case noPermission = 77
}

extension Sysexit {
    /// The exit status for the status of a daemon's answer.
    package init(_ status: Status) {
        self =
            switch status.code {
            case .ok: .success
            case .invalidArgument, .outOfRange, .dataLoss: .dataError
            case .notFound, .alreadyExists: .usage
            // A full queue says when to come back; a message over a limit stays over it.
            case .resourceExhausted: status.retryAfter == nil ? .dataError : .temporaryFailure
            case .deadlineExceeded, .cancelled, .aborted: .temporaryFailure
            case .unavailable, .failedPrecondition: .unavailable
            case .permissionDenied, .unauthenticated: .noPermission
            case .unimplemented: .protocolError
            case .internal, .unknown: .software
            }
    }

    /// The exit status for a call that has no answer.
    package init(_ error: ClientError) {
        self =
            switch error {
            case .protocolViolation: .protocolError
            default: Sysexit(Status(error.code))
            }
    }
}
