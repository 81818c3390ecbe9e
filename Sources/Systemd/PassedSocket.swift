import CSystemd
import Glibc

/// A listening socket that the service manager made and handed over; see sd_listen_fds(3).
///
/// It stays the manager's: its file is not to be removed, and clients that connect while no process
/// has it wait for the next one.
package struct PassedSocket: Hashable, Sendable {
    /// The open descriptor.
    package let descriptor: Int32

    /// What the manager's configuration calls it; `unknown` if it has no name for it.
    package let name: String

    /// The path that it listens on; nil if it is no Unix-domain stream socket that listens there.
    package var path: String? {
        guard sd_is_socket_unix(descriptor, Int32(SOCK_STREAM.rawValue), 1, nil, 0) > 0
        else { return nil }
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0 else { return nil }
        return unsafe withUnsafeBytes(of: address.sun_path) { bytes in
            // A first byte of zero is an abstract name, which has no permissions.
            let path = unsafe Array(bytes.prefix { $0 != 0 })
            return path.isEmpty ? nil : String(decoding: path, as: UTF8.self)
        }
    }

    /// Every socket that was handed over.
    ///
    /// Ask once, before there are other threads: the environment variables that tell of them are
    /// removed, so that no child takes them for its own.
    ///
    /// - Throws: ``ServiceManagerError`` when what the manager says makes no sense.
    package static func takeAll() throws(ServiceManagerError) -> [PassedSocket] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe sd_listen_fds_with_names(1, &names)
        guard count >= 0 else { throw ServiceManagerError(errno: -count) }
        defer {
            for index in 0..<Int(count) { unsafe free(names?[index]) }
            unsafe free(names)
        }
        return (0..<count).map { index in
            let name = unsafe names?[Int(index)].map { unsafe String(cString: $0) }
            return PassedSocket(
                descriptor: SD_LISTEN_FDS_START + index,
                name: name ?? "unknown"
            )
        }
    }
}

/// What the service manager handed over cannot be used.
package struct ServiceManagerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's own words.
    package let reason: String

    init(errno code: Int32) {
        reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        "cannot take over the sockets that $LISTEN_FDS tells of: \(reason); "
            + "start the program by its systemd unit, or unset $LISTEN_FDS"
    }
}
