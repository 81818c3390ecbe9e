/// What keeps the gateway from starting.
package enum GatewayError: Error, Hashable, Sendable {
    /// The address cannot be listened on.
    case cannotListen(ListenAddress, reason: String)
}

extension GatewayError: CustomStringConvertible {
    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .cannotListen(let address, let reason):
            "cannot listen on \(address) (\(reason)); choose another with --listen"
        }
    }
}
