/// The bounds that every peer's input is held to.
package enum Limits {
    /// Bytes before a frame's message: one flag and a length of four.
    package static let frameHeaderBytes = 5

    /// The longest message a daemon takes unless it is told otherwise, in bytes.
    package static let requestBytes = 16 << 20

    /// The longest message a client takes unless it is told otherwise, in bytes: every class drawn.
    package static let responseBytes = 64 << 20

    /// The most fields an envelope may have that this version does not know, at any depth.
    package static let unknownFields = 64

    /// The longest request id, in bytes of UTF-8.
    package static let requestIDBytes = 128

    /// The longest class or service name in a request, in bytes of UTF-8.
    package static let nameBytes = 256

    /// The longest path in a request, in bytes of UTF-8: Linux's `PATH_MAX` less its final NUL.
    package static let pathBytes = 4095

    /// The most pixels a side that a picture may be enlarged to.
    package static let pictureSide = 2048

    /// The longest timeout and retry hint; longer ones are taken as this.
    ///
    /// No call runs that long, and a deadline computed from it cannot overflow a clock.
    package static let wait = Duration.seconds(86_400)

    /// The heap that unpacking a message of so many bytes may take, in bytes.
    ///
    /// A message of a few strings and one image costs little more than itself. The constant pays
    /// for long lists of small messages, at four to fifteen times their size.
    package static func unpackingBytes(messageBytes: Int) -> Int {
        2 * messageBytes + (1 << 20)
    }
}
