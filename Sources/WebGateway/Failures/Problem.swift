package import HTTPTypes
package import Wire

/// Why a request has no answer, as RFC 9457 tells it in HTTP.
///
/// Its code is the protocol's own, so that a caller finds the same word over HTTP and over the socket.
package struct Problem: Error, Hashable, Sendable {
    /// HTTP's word for it.
    package let httpStatus: HTTPResponse.Status

    /// The protocol's, with a sentence for a person.
    package let status: Status

    /// The methods that the address does know, where the method is the problem.
    package let allowed: [HTTPRequest.Method]

    /// States a problem in the protocol's words; HTTP's follow from the code.
    package init(_ status: Status) {
        self.init(status.code.httpStatus, status)
    }

    /// States a problem for which HTTP has a word of its own.
    package init(
        _ httpStatus: HTTPResponse.Status,
        _ status: Status,
        allowed: [HTTPRequest.Method] = []
    ) {
        self.httpStatus = httpStatus
        self.status = status
        self.allowed = allowed
    }
}

extension Problem {
    /// The request can never succeed as it is.
    static func badRequest(_ sentence: String) -> Problem {
        Problem(Status(.invalidArgument, sentence))
    }

    /// The body is longer than is taken.
    static func tooLarge(limit: Int) -> Problem {
        Problem(
            .contentTooLarge,
            Status(
                .resourceExhausted,
                "the upload is larger than \(limit >> 20) MiB; send a smaller image"
            )
        )
    }

    /// Nothing is known by this path.
    static func unknownPath(_ path: String) -> Problem {
        Problem(
            Status(
                .notFound,
                "there is nothing at \(path.prefix(200)); /api/openapi.json lists what there is"
            )
        )
    }

    /// The path is known, the method is not.
    static func method(
        _ method: HTTPRequest.Method,
        allowed: [HTTPRequest.Method]
    ) -> Problem {
        let known = allowed.map(\.rawValue).joined(separator: ", ")
        return Problem(
            .methodNotAllowed,
            Status(
                .unimplemented,
                "`\(method.rawValue.prefix(40))` is not a method of this address; use \(known)"
            ),
            allowed: allowed
        )
    }
}

extension StatusCode {
    /// The word of HTTP that fits, by the table of gRPC's own gateways (google/rpc/code.proto).
    package var httpStatus: HTTPResponse.Status {
        switch self {
        case .ok: .ok
        case .cancelled: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
        case .unknown, .internal, .dataLoss: .internalServerError
        case .invalidArgument, .failedPrecondition, .outOfRange: .badRequest
        case .deadlineExceeded: .gatewayTimeout
        case .notFound: .notFound
        case .alreadyExists, .aborted: .conflict
        case .permissionDenied: .forbidden
        case .resourceExhausted: .tooManyRequests
        case .unimplemented: .notImplemented
        case .unavailable: .serviceUnavailable
        case .unauthenticated: .unauthorized
        }
    }
}
