import Synchronization
import Wire

/// A call that waits for the compute worker, or is with it.
///
/// The connection that the call came from owns its end: it answers the client and withdraws the
/// job. The worker asks ``isWanted(at:)`` before each stage and throws away what nobody wants.
final class Job: Sendable {
    /// What is to be computed.
    enum Work: Sendable {
        case classify(ClassifyRequest)
        case explain(ExplainRequest)
    }

    /// What is to be computed.
    let work: Work

    /// When the call was accepted.
    let accepted: ContinuousClock.Instant

    /// When the client stops waiting, if it said so.
    let deadline: ContinuousClock.Instant?

    /// Takes the answer; may be called from any thread, at most once.
    let reply: @Sendable (Response) -> Void

    private let isWithdrawn = Atomic(false)

    /// Describes a call.
    init(
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
    var byteCount: Int {
        switch work {
        case .classify(let request): request.image.count
        case .explain(let request): request.image.count
        }
    }

    /// Says that nobody wants the answer any more.
    func withdraw() {
        isWithdrawn.store(true, ordering: .relaxed)
    }

    /// Whether the answer is still wanted: not cancelled, the client there, the deadline ahead.
    func isWanted(at now: ContinuousClock.Instant) -> Bool {
        if isWithdrawn.load(ordering: .relaxed) { return false }
        guard let deadline else { return true }
        return now < deadline
    }
}
