import Glibc
import NIOCore
import NIOPosix

/// The right to listen at a path, held until the process ends.
///
/// A lock file beside the socket settles which of two daemons that start together may replace a
/// socket that a dead one left behind.
struct SocketClaim {
    /// Where to listen.
    let path: String

    /// The longest path that an address holds, without its closing zero; see unix(7).
    static let maximumPathBytes = 107

    /// Claims `path`: makes its folder, and removes a socket that nobody listens on.
    ///
    /// - Throws: ``ListeningError`` when somebody listens there, or something else is in the way.
    init(_ path: String, using group: any EventLoopGroup) async throws {
        guard path.utf8.count <= Self.maximumPathBytes else {
            throw ListeningError.socketPathTooLong(path: path, limit: Self.maximumPathBytes)
        }
        try Self.makeDirectory(of: path)
        try Self.lock(path)
        switch Self.kind(of: path) {
        case .nothing: break
        case .other: throw ListeningError.notASocket(path: path)
        case .socket:
            guard try await !Self.isAnswered(path, using: group) else {
                throw ListeningError.socketInUse(path: path)
            }
            guard unsafe unlink(path) == 0 else {
                throw ListeningError.socket(
                    path: path,
                    operation: "remove the socket of a daemon that is gone",
                    reason: Self.lastError
                )
            }
        }
        self.path = path
    }

    /// Removes the socket and leaves the path to others.
    func release() {
        unsafe unlink(path)
    }

    private enum Kind { case nothing, socket, other }

    private static func kind(of path: String) -> Kind {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return .nothing }
        return status.st_mode & S_IFMT == S_IFSOCK ? .socket : .other
    }

    /// Makes the folder that the socket is in; the one around that must be there.
    private static func makeDirectory(of path: String) throws(ListeningError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        guard unsafe mkdir(String(path[..<slash]), 0o755) != 0, errno != EEXIST else { return }
        throw .socket(path: path, operation: "make its folder", reason: lastError)
    }

    /// Takes the lock beside the socket; it is given back by the system when the process ends.
    private static func lock(_ path: String) throws(ListeningError) {
        let descriptor = unsafe open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .socket(path: path, operation: "make its lock file", reason: lastError)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw .socketInUse(path: path)
        }
    }

    private static func isAnswered(
        _ path: String,
        using group: any EventLoopGroup
    ) async throws -> Bool {
        do {
            let channel = try await ClientBootstrap(group: group)
                .connect(unixDomainSocketPath: path)
                .get()
            try await channel.close()
            return true
        } catch let error as IOError where error.errnoCode == ECONNREFUSED {
            return false
        } catch let error as IOError {
            throw ListeningError.socket(
                path: path,
                operation: "find out whether a daemon answers",
                reason: String(describing: error)
            )
        }
    }

    private static var lastError: String {
        unsafe String(cString: strerror(errno))
    }
}
