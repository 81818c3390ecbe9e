package import Glibc
import NIOCore

/// Who is at the other end of a connection, as the kernel knows it: unix(7), `SO_PEERCRED`.
package struct Peer: Hashable, Sendable {
    /// The process that connected; it may be gone.
    package let processID: pid_t

    /// Its user.
    package let userID: uid_t

    /// Its main group.
    package let groupID: gid_t

    /// Whether this user may change what is served: root, and the server's own user.
    package var isOperator: Bool { userID == 0 || userID == geteuid() }

    /// Asks the kernel who opened a channel's connection; on the channel's event loop.
    ///
    /// - Returns: Nil where the channel is no Unix-domain socket of this system's.
    static func of(_ channel: any Channel) -> EventLoopFuture<Peer?> {
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(nil)
        }
        // Three 32-bit numbers in this order: `struct ucred` of <sys/socket.h>.
        typealias Credentials = (processID: pid_t, userID: uid_t, groupID: gid_t)
        let credentials: EventLoopFuture<Credentials> = socket.unsafeGetSocketOption(
            level: .socket,
            name: .init(rawValue: SO_PEERCRED)
        )
        return credentials.map { Peer(processID: $0.0, userID: $0.1, groupID: $0.2) }
            .flatMapErrorThrowing { _ in nil }
    }
}
