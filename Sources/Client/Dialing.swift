import FoundationEssentials
import Glibc
package import Landcover
package import NIOCore
import NIOPosix

extension Connection {
    /// Connects to the daemon, for as long as `body` runs.
    ///
    /// - Parameters:
    ///   - socket: Where it may be; the first path where one answers is taken.
    ///   - grace: How long after a call's timeout the daemon's own refusal is waited for.
    ///   - group: The threads that do the reading and writing; nil takes NIO's own.
    ///   - body: Uses the connection. Calls still open when it returns are ended.
    /// - Returns: What `body` returns.
    /// - Throws: ``ClientError/noDaemon(_:)``, or what `body` throws.
    package static func open<Value>(
        to socket: SocketPath,
        grace: Duration = .milliseconds(500),
        on group: (any EventLoopGroup)? = nil,
        _ body: (Connection) async throws -> Value
    ) async throws -> Value {
        try await open(toFirstOf: socket.candidates, grace: grace, on: group, body)
    }

    /// Connects to the daemon at the first of `paths` where one answers; otherwise as
    /// ``open(to:grace:on:_:)``.
    package static func open<Value>(
        toFirstOf paths: [String],
        grace: Duration = .milliseconds(500),
        on group: (any EventLoopGroup)? = nil,
        _ body: (Connection) async throws -> Value
    ) async throws -> Value {
        let connection = try await dial(
            paths,
            grace: grace,
            on: group ?? MultiThreadedEventLoopGroup.singleton
        )
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Connects to the daemon at the first of `paths` where one answers; whoever asks for it closes it.
    ///
    /// - Throws: ``ClientError/noDaemon(_:)``.
    static func dial(
        _ paths: [String],
        grace: Duration,
        on group: any EventLoopGroup
    ) async throws(ClientError) -> Connection {
        var attempts: [ConnectionAttempt] = []
        for path in paths {
            do {
                return try await connect(to: path, grace: grace, on: group)
            } catch {
                attempts.append(ConnectionAttempt(path: path, error: error))
            }
        }
        throw .noDaemon(attempts)
    }

    private static func connect(
        to path: String,
        grace: Duration,
        on group: any EventLoopGroup
    ) async throws -> Connection {
        let eventLoop = group.next()
        return try await ClientBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        CallHandler(path: path, grace: grace)
                    )
                }
            }
            .connect(unixDomainSocketPath: path)
            .flatMapThrowing { channel in
                let handler = try channel.pipeline.syncOperations.handler(type: CallHandler.self)
                return Connection(
                    path: path,
                    channel: channel,
                    handler: NIOLoopBound(handler, eventLoop: channel.eventLoop)
                )
            }
            .get()
    }
}

extension ConnectionAttempt {
    /// Reads what the system said about a connection that did not come about.
    init(path: String, error: any Error) {
        let problem: Problem =
            switch error {
            case let error as IOError:
                switch error.errnoCode {
                case ENOENT, ENOTDIR: .missing
                // Linux refuses any file that nobody listens on, also one that is no socket.
                case ECONNREFUSED: Self.isSocket(path) ? .refused : .notASocket
                case EACCES, EPERM: .permissionDenied
                case EAGAIN: .crowded
                case EMFILE, ENFILE: .noDescriptors
                default: .other("\(error)")
                }
            case SocketAddressError.unixDomainSocketPathTooLong: .pathTooLong
            default: .other("\(error)")
            }
        let group = problem == .permissionDenied ? Self.group(of: path) : nil
        self.init(path: path, problem: problem, group: group)
    }

    private static func isSocket(_ path: String) -> Bool {
        var information = stat()
        return unsafe stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFSOCK
    }

    private static func group(of path: String) -> String? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.groupOwnerAccountName] as? String
    }
}
