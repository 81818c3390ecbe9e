import Serving
import Wire

extension Dispatcher {
    /// Has a job wait for a worker, in place of another if that is fair.
    ///
    /// - Parameter job: What is to be computed.
    /// - Returns: The way to take it back, or a refusal.
    func enqueue(_ job: Job) -> CallOutcome {
        switch admit(job) {
        case .admitted: break
        case .displaced(let other): other.call.reply(busy)
        case .refused: return .answered(busy)
        }
        return .pending { [self] in withdraw(job) }
    }

    /// What a call is told for which there is no place.
    var busy: Response {
        Response(
            Status(
                .resourceExhausted,
                "\(capacity) calls wait already; call again later",
                retryAfter: .milliseconds(100)
            )
        )
    }
}
