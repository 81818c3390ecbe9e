/// A socket that a server cannot listen on.
package enum ListeningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another daemon answers on the socket, or holds its lock.
    case socketInUse(path: String)
    /// There is something at the socket's path that is not a socket.
    case notASocket(path: String)
    /// The system refused something about the socket; `reason` is its own words.
    case socket(path: String, operation: String, reason: String)
    /// The path is longer than the system's addresses for sockets hold.
    case socketPathTooLong(path: String, limit: Int)

    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .socketInUse(let path):
            "\(path): a daemon is running there already; stop it or choose another --socket"
        case .notASocket(let path):
            "\(path): a file is in the way that is not a socket; remove it or choose another --socket"
        case .socket(let path, let operation, let reason):
            "\(path): cannot \(operation): \(reason); choose another --socket or mend the permissions"
        case .socketPathTooLong(let path, let limit):
            "\(path): a socket's path has at most \(limit) bytes; choose a shorter --socket"
        }
    }
}
