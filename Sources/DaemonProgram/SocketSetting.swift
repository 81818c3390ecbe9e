package import Landcover
package import Serving
package import Systemd

extension SettingsReader {
    /// Finds out where to listen: a path on the command line is meant; otherwise the service
    /// manager's socket comes first.
    ///
    /// - Parameters:
    ///   - option: What the command line says.
    ///   - service: Whose socket it is.
    ///   - passed: The sockets that the service manager made.
    /// - Returns: The address.
    /// - Throws: ``SettingError`` when the service manager passes something else.
    package mutating func address(
        _ option: String?,
        of service: SocketPath.Service,
        passed: [PassedSocket]
    ) throws(SettingError) -> ListeningAddress {
        if option == nil, let first = passed.first {
            guard passed.count == 1, let path = first.path else {
                throw SettingError(
                    origin: .serviceManager,
                    value:
                        "\(passed.count) sockets (\(passed.map(\.name).joined(separator: ", ")))",
                    wanted: "pass one Unix-domain stream socket with a path, as "
                        + "\(service.unit).socket does"
                )
            }
            note("socket", path, .serviceManager)
            return ListeningAddress(path: path, passed: first.descriptor)
        }
        let path = SocketPath(of: service, explicit: option, environment: environment).toListenOn
        note("socket", path, origin(of: "socket", isGiven: option != nil, otherwise: .usual))
        return ListeningAddress(path: path)
    }

    /// Finds out where the daemon's socket may be, for a program that calls it.
    ///
    /// - Parameter option: What the command line says.
    /// - Returns: The paths.
    package mutating func daemonSocket(_ option: String?) -> SocketPath {
        let socket = SocketPath(explicit: option, environment: environment)
        let origin = origin(
            of: "socket",
            variable: SocketPath.Service.daemon.environmentVariable,
            isGiven: option != nil,
            otherwise: .usual
        )
        note("socket", socket.candidates.joined(separator: " or "), origin)
        return socket
    }
}
