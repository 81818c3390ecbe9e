/// Where the daemon's socket is, by the rules that daemon and clients share.
///
/// In this order: the path given on the command line, `LANDCOVER_SOCKET`,
/// `$XDG_RUNTIME_DIR/landcover/landcoverd.sock`, `/run/landcover/landcoverd.sock`.
package struct SocketPath: Hashable, Sendable {
    /// The environment variable that names the socket.
    package static let environmentVariable = "LANDCOVER_SOCKET"

    /// The paths to try, best first; one alone where somebody named it.
    package let candidates: [String]

    /// Applies the rules.
    ///
    /// - Parameters:
    ///   - explicit: The path from the command line, if any.
    ///   - environment: The process's environment.
    package init(explicit: String?, environment: [String: String]) {
        if let named = explicit ?? environment[Self.environmentVariable], !named.isEmpty {
            candidates = [named]
            return
        }
        let user = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        candidates = [user, "/run"].compactMap(\.self).map { "\($0)/landcover/landcoverd.sock" }
    }

    /// Where a daemon listens: the best candidate.
    package var toListenOn: String { candidates[0] }
}
