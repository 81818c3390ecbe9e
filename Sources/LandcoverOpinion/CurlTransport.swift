import Curl
import SecondOpinion

/// Carries questions over libcurl.
struct CurlTransport: OpinionTransport {
    /// Sends the requests.
    let client: HTTPClient

    func post(
        _ request: TransportRequest,
        before deadline: ContinuousClock.Instant
    ) async -> Result<TransportReply, TransportFailure> {
        let message = HTTPRequest(
            .post,
            request.url,
            fields: request.fields.map { HTTPField($0.name, $0.value) },
            body: request.body
        )
        do throws(HTTPFailure) {
            let response = try await client.send(message, before: deadline)
            return .success(
                TransportReply(
                    status: response.status,
                    fields: Self.wanted.compactMap { name in
                        response[name].map { HeaderField(name, $0) }
                    },
                    body: response.body
                )
            )
        } catch {
            return .failure(TransportFailure(error))
        }
    }

    /// The fields of a reply that somebody reads.
    private static let wanted = [
        "content-type", "location", "retry-after", "retry-after-ms", "x-request-id",
        "x-should-retry",
    ]
}

extension TransportFailure {
    /// The same failure as an opinion's outcome tells it.
    fileprivate init(_ failure: HTTPFailure) {
        let reason = failure.description
        self =
            switch failure {
            case .cannotResolve, .cannotConnect, .proxyFailed, .noResources, .badURL,
                .schemeNotAllowed, .badField:
                .unreachable(reason: reason)
            case .connectionBroken: .interrupted(reason: reason)
            case .certificateNotTrusted, .certificateForAnotherHost, .certificateExpired,
                .certificateNotYetValid, .authoritiesUnreadable, .tlsFailed:
                .untrusted(reason: reason)
            case .timedOut(_, .connecting): .unreachable(reason: reason)
            case .timedOut: .timedOut
            case .bodyTooLarge(_, let limit): .tooLarge(limit: limit)
            case .badReply: .malformed(reason: reason)
            case .cancelled, .stopped: .cancelled
            }
    }
}
