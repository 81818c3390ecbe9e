import Synchronization
package import Wire

/// A call that waits for the compute worker, or is with it.
///
/// The connection that the call came from owns its end: it answers the client and withdraws the
/// job. The worker asks ``isWanted(at:)`` before each stage and throws away what nobody wants.
package final class Job: Sendable {
    /// What is to be computed.
    package enum Work: Sendable {
        /// Classify an image.
        case classify(ClassifyRequest)
        /// Explain classes of an image.
        case explain(ExplainRequest)
    }

    /// What is to be computed.
    package let work: Work

    /// When the call was accepted.
    package let accepted: ContinuousClock.Instant

    /// When the client stops waiting, if it said so.
    package let deadline: ContinuousClock.Instant?

    /// Takes the answer; may be called from any thread, at most once.
    package let reply: @Sendable (Response) -> Void

    private let isWithdrawn = Atomic(false)

    /// Describes a call.
    package init(
        _ work: Work,
        accepted: ContinuousClock.Instant,
        deadline: ContinuousClock.Instant?,
        reply: @escaping @Sendable (Response) -> Void
    ) {
        self.work = work
        self.accepted = accepted
        self.deadline = deadline
        self.reply = reply
    }

    /// The bytes of image that the job holds.
    package var byteCount: Int {
        switch work {
        case .classify(let request): request.image.count
        case .explain(let request): request.image.count
        }
    }

    /// Says that nobody wants the answer any more.
    package func withdraw() {
        isWithdrawn.store(true, ordering: .relaxed)
    }

    /// Whether the answer is still wanted: not cancelled, the client there, the deadline ahead.
    package func isWanted(at now: ContinuousClock.Instant) -> Bool {
        if isWithdrawn.load(ordering: .relaxed) { return false }
        guard let deadline else { return true }
        return now < deadline
    }
}
