import Synchronization

/// Numbers connections, for logs.
final class ConnectionCounter: Sendable {
    private let last = Atomic(0)

    /// The next number, from 1.
    func next() -> Int {
        last.wrappingAdd(1, ordering: .relaxed).newValue
    }
}
