import Synchronization
package import Wire

/// A call whose answer somebody waits for.
///
/// The connection that it came from owns its end: it answers the client, and withdraws the call
/// when nobody wants it any more. Whoever works on it asks ``reasonToStop(at:)`` before each stage.
package final class PendingCall: Sendable {
    /// What logs call it.
    package let id: String

    /// When the call was accepted.
    package let accepted: ContinuousClock.Instant

    /// When the client stops waiting, if it said so.
    package let deadline: ContinuousClock.Instant?

    /// Takes the answer; may be called from any thread, at most once.
    package let reply: @Sendable (Response) -> Void

    private let isWithdrawn = Atomic(false)

    /// Describes a call.
    package init(
        id: String = "",
        accepted: ContinuousClock.Instant,
        deadline: ContinuousClock.Instant? = nil,
        reply: @escaping @Sendable (Response) -> Void
    ) {
        self.id = id
        self.accepted = accepted
        self.deadline = deadline
        self.reply = reply
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
    package static let withdrawn = Status(.cancelled, "the client withdrew the call")

    /// What a call ends with whose client has stopped waiting.
    package static let tooLate = Status(
        .deadlineExceeded,
        "the time the client gave was over; give more"
    )
}
