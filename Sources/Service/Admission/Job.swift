import Synchronization
package import Wire

/// A call that waits for the compute worker, or is with it.
///
/// The connection that the call came from owns its end: it answers the client and withdraws the
/// job. The worker asks ``reasonToStop(at:)`` before each stage and throws away what nobody wants.
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

    /// Why the answer is not wanted any more; nil while it is.
    package func reasonToStop(at now: ContinuousClock.Instant) -> Status? {
        if isWithdrawn.load(ordering: .relaxed) { return .withdrawn }
        guard let deadline, deadline <= now else { return nil }
        return .tooLate
    }
}

extension Status {
    /// What a call ends with that its client cancelled or left.
    static let withdrawn = Status(.cancelled, "the client withdrew the call")

    /// What a call ends with whose client has stopped waiting.
    static let tooLate = Status(
        .deadlineExceeded,
        "the time the client gave was over; give more"
    )
}
