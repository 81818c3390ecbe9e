import Client
import Glibc
package import Landcover
import NIOConcurrencyHelpers
package import NIOCore
package import Wire

/// The gateway's way to the daemon: a few connections that are opened when they are needed and
/// again when they are lost.
///
/// Several, because the daemon gives every connection its share: one alone would be held back when
/// many people upload at once.
package final class DaemonLink: Sendable {
    private struct State {
        var sessions: [String: [Session]] = [:]
        var turn = 0
    }

    private let socket: SocketPath
    private let timeout: Duration
    private let group: any EventLoopGroup
    private let state = NIOLockedValueBox(State())

    /// How many connections there are.
    private static let width = 4

    /// A daemon that is just starting again is waited for, about half a second.
    private static let policy = RetryPolicy(retries: 3)

    /// Prepares a way; nothing is opened before the first call.
    ///
    /// - Parameters:
    ///   - socket: Where the daemon may be; it may change its place from call to call.
    ///   - timeout: How long a call may take if it has no timeout of its own.
    ///   - group: The threads that do the reading and writing.
    package init(to socket: SocketPath, timeout: Duration, on group: any EventLoopGroup) {
        self.socket = socket
        self.timeout = timeout
        self.group = group
    }

    /// Asks the daemon, over the connection whose turn it is.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - timeout: How long it may take, retries included; nil for the usual time.
    ///   - id: The caller's name for it, for the daemon's log.
    /// - Returns: What was found out, and where the time went.
    /// - Throws: ``Problem``: what the daemon says, or that it does not answer.
    package func call(
        _ method: Request.Method,
        timeout: Duration? = nil,
        id: String = ""
    ) async throws(Problem) -> (result: Response.Result, timing: Timing) {
        let response: Response
        do throws(ClientError) {
            response = try await session().call(method, timeout: timeout ?? self.timeout, id: id)
        } catch {
            throw Problem(error)
        }
        guard let result = response.result else { throw Problem(response.status) }
        return (result, response.timing)
    }

    /// Closes the connections.
    package func close() async {
        let sessions = state.withLockedValue { state in
            defer { state.sessions = [:] }
            return state.sessions.values.flatMap(\.self)
        }
        for session in sessions { await session.close() }
    }

    private func session() -> Session {
        // Somebody may start a daemon of their own while there is one for all, and the other way.
        let path =
            socket.candidates.first { unsafe access($0, F_OK) == 0 } ?? socket.candidates[0]
        return state.withLockedValue { state in
            state.turn = (state.turn + 1) % Self.width
            let sessions =
                state.sessions[path]
                ?? (0..<Self.width).map { _ in
                    Session(to: path, retrying: Self.policy, on: group)
                }
            state.sessions[path] = sessions
            return sessions[state.turn]
        }
    }
}

extension Problem {
    /// Says that there is no answer, and why.
    fileprivate init(_ error: ClientError) {
        let pause: Duration? = error.code == .unavailable ? .seconds(1) : nil
        let sentence =
            if case .noDaemon(let attempts) = error, error.code == .unavailable {
                "the daemon, landcoverd, does not answer at \(attempts.map(\.path).joined(separator: " or "))"
            } else {
                error.description
            }
        self.init(Status(error.code, sentence, retryAfter: pause))
    }

    /// The daemon answered another question.
    static let strangeAnswer = Problem(
        Status(.internal, "the daemon answered another question than was asked; update both")
    )
}
