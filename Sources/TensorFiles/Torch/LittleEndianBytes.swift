/// Reads numbers and runs of bytes one after the other, never beyond the end.
struct LittleEndianBytes {
    private let bytes: [UInt8]

    /// Bytes read so far.
    private(set) var position = 0

    /// Begins at the first byte.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether all bytes are read.
    var isAtEnd: Bool { position == bytes.count }

    /// The number of bytes that are left.
    var remaining: Int { bytes.count - position }

    /// Reads a number whose first byte counts least; `nil` if too few bytes are left.
    mutating func next<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        guard let run = take(MemoryLayout<Number>.size) else { return nil }
        return run.reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    /// Reads `count` bytes; `nil` if fewer are left.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Reads up to the next occurrence of `terminator` and steps over it; `nil` if there is none.
    mutating func take(upTo terminator: UInt8) -> ArraySlice<UInt8>? {
        guard let end = bytes[position...].firstIndex(of: terminator) else { return nil }
        defer { position = end + 1 }
        return bytes[position..<end]
    }
}
