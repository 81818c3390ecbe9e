import Synchronization

/// A request on its way, as the caller and the thread that owns libcurl both see it.
final class TransferOrder: Sendable {
    /// What is asked.
    let request: HTTPRequest

    /// Where it goes.
    let url: HTTPURL

    /// When the whole answer must be there.
    let deadline: ContinuousClock.Instant

    /// Whether nobody wants the answer any more.
    let isCancelled = Atomic(false)

    /// Judges a request.
    ///
    /// - Throws: An ``HTTPFailure`` if it is not to be sent, or too late.
    init(
        _ request: HTTPRequest,
        before deadline: ContinuousClock.Instant
    ) throws(HTTPFailure) {
        self.request = request
        self.deadline = deadline
        url = try HTTPURL(request.url)
        for field in request.fields where !field.isAllowed { throw .badField(name: field.name) }
        guard deadline > .now else { throw .timedOut(server: url.server, .connecting) }
    }

    /// Says whether the transfer is to end now, though libcurl would go on.
    ///
    /// - Parameters:
    ///   - now: The present moment.
    ///   - stage: How far the transfer came.
    /// - Returns: Why it is to end; nil if it is not.
    func reasonToEnd(
        at now: ContinuousClock.Instant,
        _ stage: @autoclosure () -> HTTPFailure.Stage
    ) -> HTTPFailure? {
        if isCancelled.load(ordering: .acquiring) { return .cancelled }
        return now < deadline ? nil : .timedOut(server: url.server, stage())
    }
}
