import Client
import Wire

/// The daemon as the commands see it: every answer has what was asked for, or is an error.
struct Daemon: Sendable {
    /// The conversation with it.
    let session: Session

    /// How long it has for each answer; nil sets no limit.
    let timeout: Duration?

    /// Asks, and asks again if the daemon is too busy or starts again.
    ///
    /// - Throws: A ``ClientError`` if there is no answer, a ``CommandFailure`` if it is a refusal.
    func ask(_ method: Request.Method) async throws -> (result: Response.Result, timing: Timing) {
        let response = try await session.call(method, timeout: timeout)
        guard response.status.code == .ok else {
            throw CommandFailure(Sysexit(response.status), response.status.explanation)
        }
        guard let result = response.result else { throw unexpected }
        return (result, response.timing)
    }

    /// The error for an answer that belongs to another question.
    var unexpected: CommandFailure {
        CommandFailure(
            .protocolError,
            "the daemon at \(session.path) answers another question than was asked; "
                + "check that its version fits this client"
        )
    }
}

extension Status {
    /// The status's own sentence, or the code's name if it has none.
    fileprivate var explanation: String { message.isEmpty ? code.name : message }
}
