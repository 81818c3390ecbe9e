/// Where a daemon's socket is, by the rules that daemons and clients share.
///
/// In this order: the path given on the command line, the daemon's variable of the environment, the
/// user's run-time folder (`$XDG_RUNTIME_DIR/landcover/`), `/run/landcover/`.
package struct SocketPath: Hashable, Sendable {
    /// Whose socket it is.
    package enum Service: Hashable, Sendable {
        /// `landcoverd`, which classifies.
        case daemon
        /// `landcover-opinion`, which asks another model.
        case opinion

        /// What its units of systemd are called, without the suffix.
        package var unit: String {
            switch self {
            case .daemon: "landcoverd"
            case .opinion: "landcover-opinion"
            }
        }

        /// The environment variable that names the socket.
        package var environmentVariable: String {
            switch self {
            case .daemon: "LANDCOVER_SOCKET"
            case .opinion: "LANDCOVER_OPINION_SOCKET"
            }
        }

        private var fileName: String {
            switch self {
            case .daemon: "landcoverd.sock"
            case .opinion: "opinion.sock"
            }
        }

        /// The socket's path in a run-time folder.
        fileprivate func path(in folder: String) -> String { "\(folder)/landcover/\(fileName)" }
    }

    /// The paths to try, best first; one alone where somebody named it.
    package let candidates: [String]

    /// Applies the rules.
    ///
    /// - Parameters:
    ///   - service: Whose socket it is.
    ///   - explicit: The path from the command line, if any.
    ///   - environment: The process's environment.
    package init(
        of service: Service = .daemon,
        explicit: String?,
        environment: [String: String]
    ) {
        if let named = explicit ?? environment[service.environmentVariable], !named.isEmpty {
            candidates = [named]
            return
        }
        let user = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        candidates = [user, "/run"].compactMap(\.self).map(service.path(in:))
    }

    /// Where a daemon listens: the best candidate.
    package var toListenOn: String { candidates[0] }
}
