package import Landcover
package import NIOCore
import NIOPosix
package import Wire

/// A conversation with a daemon that outlives its connections.
///
/// There is one connection at a time. When it is lost or the daemon says go-away, the next call opens
/// another to the same socket, and calls that failed are sent again as a ``RetryPolicy`` says. A call
/// that the daemon has not begun is sent again once in any case (gRPC's transparent retry). Many
/// tasks may use a session at once.
package actor Session {
    /// The socket's path; a session never changes over to another daemon.
    package nonisolated let path: String

    /// Connections that took a lost one's place.
    package private(set) var reconnections = 0

    /// Calls that were sent again, each time counted.
    package private(set) var retries = 0

    private nonisolated let policy: RetryPolicy
    private let grace: Duration
    private let group: any EventLoopGroup
    private var current: Connection?
    // A connection that says goodbye still answers what it has begun.
    private var former: [Connection] = []
    private var formerTraffic = Traffic()
    private var isDialing = false
    private var waiting: [CheckedContinuation<Result<Connection, ClientError>, Never>] = []

    /// Prepares a session that connects at its first call; whoever makes it closes it.
    ///
    /// - Parameters:
    ///   - path: The daemon's socket.
    ///   - policy: When failed calls are sent again.
    ///   - grace: How long after a call's timeout the daemon's own refusal is waited for.
    ///   - group: The threads that do the reading and writing.
    package init(
        to path: String,
        retrying policy: RetryPolicy,
        grace: Duration = .milliseconds(500),
        on group: any EventLoopGroup
    ) {
        self.path = path
        self.policy = policy
        self.grace = grace
        self.group = group
    }

    private init(
        _ first: Connection,
        retrying policy: RetryPolicy,
        grace: Duration,
        on group: any EventLoopGroup
    ) {
        path = first.path
        current = first
        self.policy = policy
        self.grace = grace
        self.group = group
    }

    /// Connects to the daemon, for as long as `body` runs.
    ///
    /// - Parameters:
    ///   - socket: Where it may be; the first path where one answers is taken.
    ///   - policy: When failed calls are sent again. A first connection is tried again only where
    ///     there is a socket already.
    ///   - count: How many sessions there are, each with a connection of its own.
    ///   - grace: How long after a call's timeout the daemon's own refusal is waited for.
    ///   - group: The threads that do the reading and writing; nil takes NIO's own.
    ///   - body: Uses the sessions. Calls still open when it returns are ended.
    /// - Returns: What `body` returns.
    /// - Throws: ``ClientError/noDaemon(_:)``, or what `body` throws.
    package static func open<Value>(
        to socket: SocketPath,
        retrying policy: RetryPolicy,
        count: Int = 1,
        grace: Duration = .milliseconds(500),
        on group: (any EventLoopGroup)? = nil,
        _ body: ([Session]) async throws -> Value
    ) async throws -> Value {
        precondition(count > 0, "somebody has to talk")
        let group = group ?? MultiThreadedEventLoopGroup.singleton
        var sessions: [Session] = []
        do {
            for _ in 0..<count {
                let paths = sessions.first.map { [$0.path] } ?? socket.candidates
                let first = try await contact(paths, retrying: policy, grace: grace, on: group)
                sessions.append(Session(first, retrying: policy, grace: grace, on: group))
            }
            let value = try await body(sessions)
            for session in sessions { await session.close() }
            return value
        } catch {
            for session in sessions { await session.close() }
            throw error
        }
    }

    /// Asks the daemon something, and waits for the answer, over as many connections as it takes.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - timeout: How long all attempts together may take; nil sets no limit.
    ///   - id: The caller's own name for the call, for the daemon's log.
    /// - Returns: The daemon's last answer, whose status may well not be OK.
    /// - Throws: The last ``ClientError`` if there is no answer.
    package nonisolated func call(
        _ method: Request.Method,
        timeout: Duration? = nil,
        id: String = ""
    ) async throws(ClientError) -> Response {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        var timeout = timeout
        var retry = 0
        while true {
            let outcome = await attempt(method, timeout: timeout, id: id)
            let pause = policy.pause(
                after: outcome,
                of: method,
                retry: retry,
                chance: .random(in: 0..<1)
            )
            guard let pause, deadline.map({ ContinuousClock.now + pause < $0 }) ?? true else {
                return try outcome.get()
            }
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            timeout = deadline.map { max(.milliseconds(1), $0 - ContinuousClock.now) }
            retry += 1
            await countRetry()
        }
    }

    /// The bytes that went through all its connections so far.
    package var traffic: Traffic {
        get async {
            // Taken together before anything is waited for: a connection counts once, here or there.
            var sum = formerTraffic
            for connection in connections { sum = await sum + connection.traffic }
            return sum
        }
    }

    private nonisolated func attempt(
        _ method: Request.Method,
        timeout: Duration?,
        id: String
    ) async -> Result<Response, ClientError> {
        do throws(ClientError) {
            let connection = await current
            do throws(ClientError) {
                let answer = try await connection?.callIfOpen(method, timeout: timeout, id: id)
                if let answer { return .success(answer) }
            } catch {
                guard case .goneAway = error else { throw error }
            }
            // Not begun: there is no connection yet, it had ended, or the daemon was leaving it.
            let successor = try await successor(of: connection)
            return .success(try await successor.call(method, timeout: timeout, id: id))
        } catch {
            return .failure(error)
        }
    }

    /// The connection in place of one that ended; callers that come meanwhile share it, or its failure.
    private func successor(of ended: Connection?) async throws(ClientError) -> Connection {
        if let current, current !== ended { return current }
        guard !isDialing else {
            return try await withCheckedContinuation { waiting.append($0) }.get()
        }
        isDialing = true
        let result: Result<Connection, ClientError>
        do throws(ClientError) {
            let connection = try await Connection.dial([path], grace: grace, on: group)
            current = connection
            if let ended {
                former.append(ended)
                await forgetWhatIsClosed()
                reconnections += 1
            }
            result = .success(connection)
        } catch {
            result = .failure(error)
        }
        isDialing = false
        for continuation in waiting { continuation.resume(returning: result) }
        waiting = []
        return try result.get()
    }

    private func forgetWhatIsClosed() async {
        for connection in former where await connection.isClosed {
            let traffic = await connection.traffic
            former.removeAll { $0 === connection }
            formerTraffic = formerTraffic + traffic
        }
    }

    private var connections: [Connection] { former + (current.map { [$0] } ?? []) }

    private func countRetry() { retries += 1 }

    /// Closes its connections; calls that are open end.
    package func close() async {
        for connection in connections { await connection.close() }
    }

    private static func contact(
        _ paths: [String],
        retrying policy: RetryPolicy,
        grace: Duration,
        on group: any EventLoopGroup
    ) async throws -> Connection {
        var retry = 0
        while true {
            do throws(ClientError) {
                return try await Connection.dial(paths, grace: grace, on: group)
            } catch {
                let pause = policy.pause(
                    afterFirst: error,
                    retry: retry,
                    chance: .random(in: 0..<1)
                )
                guard let pause else { throw error }
                try await Task.sleep(for: pause)
                retry += 1
            }
        }
    }
}
