import Glibc
import NIOCore
import NIOPosix

/// The socket that clients connect to: one of the server's own making, or the service manager's.
struct Listener {
    private let source: Source
    private let group: any EventLoopGroup

    private enum Source {
        /// The right to make a socket.
        case claim(SocketClaim)
        /// A socket that listens already, and outlives this process.
        case passed(descriptor: Int32, path: String)
    }

    /// Makes sure that there is something to listen on; does not listen yet.
    ///
    /// - Throws: ``ListeningError`` when somebody listens there, or something else is in the way.
    init(_ address: ListeningAddress, on group: any EventLoopGroup) async throws {
        self.group = group
        if let descriptor = address.passed {
            source = .passed(descriptor: descriptor, path: address.path)
        } else {
            source = .claim(try await SocketClaim(address.path, using: group))
        }
    }

    /// Where clients connect.
    var path: String {
        switch source {
        case .claim(let claim): claim.path
        case .passed(_, let path): path
        }
    }

    /// Listens, and serves every connection with the handlers that `prepare` adds.
    func listen(
        _ prepare: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel) }
            }
        do {
            switch source {
            case .passed(let descriptor, _):
                return try await bootstrap.withBoundSocket(descriptor).get()
            case .claim(let claim):
                // Owner and group may connect: connecting takes the right to write. The mask holds
                // from the first moment that the socket exists.
                let mask = umask(0o117)
                defer { umask(mask) }
                return try await bootstrap.bind(unixDomainSocketPath: claim.path).get()
            }
        } catch {
            throw ListeningError.socket(
                path: path,
                operation: "listen",
                reason: String(describing: error)
            )
        }
    }

    /// Gives the path to others, once nothing listens any more.
    ///
    /// A socket of the service manager's stays: who connects to it waits for the next daemon.
    func release() {
        if case .claim(let claim) = source { claim.release() }
    }
}
