/// A connection's number: from 1, and not used again while the process runs.
package struct ClientID: Hashable, Sendable {
    /// The number; 0 is the server itself.
    package let number: Int

    /// States a number.
    package init(_ number: Int) {
        self.number = number
    }

    /// The server itself, which has work of its own to do.
    package static let server = ClientID(0)
}
