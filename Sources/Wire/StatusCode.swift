/// How a call ended, in gRPC's vocabulary and numbers (google/rpc/code.proto).
package enum StatusCode: UInt32, Hashable, Sendable, CaseIterable {
    /// The call has its answer.
    case ok = 0
    /// The client withdrew the call.
    case cancelled = 1
    /// Something failed that has no better name.
    case unknown = 2
    /// The request can never succeed as it is.
    case invalidArgument = 3
    /// The time the client gave was over.
    case deadlineExceeded = 4
    /// What the request names does not exist.
    case notFound = 5
    /// What the request would create exists.
    case alreadyExists = 6
    /// This client may not do this.
    case permissionDenied = 7
    /// A queue, a quota or a size limit is reached.
    case resourceExhausted = 8
    /// Not before somebody changes the system's state.
    case failedPrecondition = 9
    /// A conflict with another call; try again from further up.
    case aborted = 10
    /// Past the end of something.
    case outOfRange = 11
    /// This version does not know the method.
    case unimplemented = 12
    /// A promise inside the system or of the protocol was broken.
    case `internal` = 13
    /// Not now; just this call may be tried again.
    case unavailable = 14
    /// Data is lost or damaged beyond repair.
    case dataLoss = 15
    /// The client has not proved who it is.
    case unauthenticated = 16

    /// Reads a number from the wire; one that gRPC does not have is ``unknown``.
    package init(wireNumber: UInt32) {
        self = StatusCode(rawValue: wireNumber) ?? .unknown
    }

    /// gRPC's name, such as `INVALID_ARGUMENT`.
    package var name: String {
        switch self {
        case .ok: "OK"
        case .cancelled: "CANCELLED"
        case .unknown: "UNKNOWN"
        case .invalidArgument: "INVALID_ARGUMENT"
        case .deadlineExceeded: "DEADLINE_EXCEEDED"
        case .notFound: "NOT_FOUND"
        case .alreadyExists: "ALREADY_EXISTS"
        case .permissionDenied: "PERMISSION_DENIED"
        case .resourceExhausted: "RESOURCE_EXHAUSTED"
        case .failedPrecondition: "FAILED_PRECONDITION"
        case .aborted: "ABORTED"
        case .outOfRange: "OUT_OF_RANGE"
        case .unimplemented: "UNIMPLEMENTED"
        case .internal: "INTERNAL"
        case .unavailable: "UNAVAILABLE"
        case .dataLoss: "DATA_LOSS"
        case .unauthenticated: "UNAUTHENTICATED"
        }
    }
}

extension StatusCode: CustomStringConvertible {
    package var description: String { name }
}
