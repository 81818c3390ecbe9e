/// One path at which no daemon could be reached.
package struct ConnectionAttempt: Hashable, Sendable {
    /// Why there was no connection.
    package enum Problem: Hashable, Sendable {
        /// There is no file at the path.
        case missing
        /// There is a socket, and nobody listens: a daemon left it behind.
        case refused
        /// There is a file that is not a socket.
        case notASocket
        /// The file's permissions do not let this user connect.
        case permissionDenied
        /// The path is longer than the system's addresses for sockets hold.
        case pathTooLong
        /// The daemon has not yet let in those who came before.
        case crowded
        /// This process, or the whole system, has no descriptor left for another socket.
        case noDescriptors
        /// Something else, in the system's words.
        case other(String)
    }

    /// The socket's path.
    package let path: String

    /// Why there was no connection.
    package let problem: Problem

    /// The group that owns the socket, if it matters and is known.
    package let group: String?

    /// States an attempt.
    package init(path: String, problem: Problem, group: String? = nil) {
        self.path = path
        self.problem = problem
        self.group = group
    }

    /// One sentence on all that was tried: where, why not, and what to do about the likeliest.
    static func describe(_ attempts: [ConnectionAttempt]) -> String {
        // A daemon that is there and refuses says more than a path where there is none.
        let telling =
            attempts.first { $0.problem != .missing && $0.problem != .refused } ?? attempts.last
        let places = attempts.map { "\($0.path): \($0.complaint)" }.joined(separator: "; ")
        return "no daemon answers (\(places)); \(telling?.remedy ?? "name a socket with --socket")"
    }

    private var complaint: String {
        switch problem {
        case .missing: "no such socket"
        case .refused: "nobody listens on it any more"
        case .notASocket: "not a socket"
        case .permissionDenied: "permission denied"
        case .pathTooLong: "too long for a socket's path"
        case .crowded: "too many clients are waiting to be let in"
        case .noDescriptors: "too many open files on this side"
        case .other(let reason): reason
        }
    }

    private var remedy: String {
        switch problem {
        case .missing, .refused:
            "start one with `landcoverd`, or name its socket with --socket"
        case .crowded:
            "try again in a moment"
        case .noDescriptors:
            "open fewer connections, or allow more files with `ulimit -n`"
        case .notASocket, .pathTooLong:
            "name the daemon's socket with --socket"
        case .permissionDenied:
            if group == "root" {
                // Nobody should become a member of that for the sake of a picture.
                "it is root's alone; ask who runs the daemon for a socket of a group of yours"
            } else if let group {
                "join the group \(group) (`usermod --append --groups \(group) YOU`, then log in again)"
            } else {
                "join the group that owns the socket, or ask who runs the daemon"
            }
        case .other:
            "see the daemon's log"
        }
    }
}
