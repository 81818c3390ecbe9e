import Client
import Wire

/// The daemon as the commands see it: every answer has what was asked for, or is an error.
struct Daemon: Sendable {
    // A full queue says when to come back; this often it is believed.
    private static let retries = 5

    /// The connection to it.
    let connection: Connection

    /// How long it has for each answer; nil sets no limit.
    let timeout: Duration?

    /// Asks, and asks again a few times if the daemon is too busy.
    ///
    /// - Throws: A ``ClientError`` if there is no answer, a ``CommandFailure`` if it is a refusal.
    func ask(_ method: Request.Method) async throws -> (result: Response.Result, timing: Timing) {
        var response = try await connection.call(method, timeout: timeout)
        for _ in 0..<Self.retries {
            guard response.status.code == .resourceExhausted,
                let wait = response.status.retryAfter
            else { break }
            try await Task.sleep(for: wait)
            response = try await connection.call(method, timeout: timeout)
        }
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
            "the daemon at \(connection.path) answers another question than was asked; "
                + "check that its version fits this client"
        )
    }
}

extension Status {
    /// The status's own sentence, or the code's name if it has none.
    fileprivate var explanation: String { message.isEmpty ? code.name : message }
}
