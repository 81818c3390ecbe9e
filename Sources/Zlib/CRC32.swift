import CZlib

/// The CRC-32 of ZIP, gzip and PNG (ISO 3309, reflected polynomial `0xEDB88320`), fed piece by piece.
package struct CRC32: Hashable, Sendable {
    /// The checksum of everything fed so far; 0 before the first byte.
    package private(set) var value: UInt32 = 0

    /// Begins the checksum of an empty stream.
    package init() {}

    /// Feeds the next bytes of the stream; how a stream is cut into pieces does not matter.
    package mutating func update(_ bytes: RawSpan) {
        let before = uLong(value)
        let after = unsafe bytes.withUnsafeBytes { buffer in
            // zlib takes a null pointer to mean "start again", and an empty buffer may have one.
            guard let start = buffer.baseAddress else { return before }
            return unsafe crc32_z(before, start.assumingMemoryBound(to: UInt8.self), buffer.count)
        }
        value = UInt32(truncatingIfNeeded: after)
    }

    /// Returns the checksum of bytes that are all at hand.
    package static func checksum(of bytes: RawSpan) -> UInt32 {
        var checksum = CRC32()
        checksum.update(bytes)
        return checksum.value
    }
}
