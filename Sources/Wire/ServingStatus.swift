/// Whether a service will answer, with the numbers of `grpc.health.v1`.
package enum ServingStatus: UInt32, Hashable, Sendable, CaseIterable {
    /// Not known, or not known to this version.
    case unknown = 0
    /// Calls will be answered.
    case serving = 1
    /// Calls will be refused: starting, draining or stuck.
    case notServing = 2
    /// There is no service of that name. The daemon answers a `NOT_FOUND` status instead.
    case serviceUnknown = 3
}

/// The names that a health request may ask for.
package enum ServiceName {
    /// The daemon as a whole.
    package static let daemon = ""

    /// The model's methods.
    package static let landcover = "landcover.v1.Landcover"
}
