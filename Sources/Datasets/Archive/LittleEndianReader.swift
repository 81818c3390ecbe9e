/// Reads numbers and runs of bytes one after the other, never beyond the end.
struct LittleEndianReader {
    private var bytes: ArraySlice<UInt8>

    /// Begins at the first byte.
    init(_ bytes: some Sequence<UInt8>) {
        self.bytes = ArraySlice(bytes)
    }

    /// Whether all bytes are read.
    var isAtEnd: Bool { bytes.isEmpty }

    /// Reads a number whose first byte counts least; `nil` if too few bytes are left.
    mutating func next<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> Number? {
        guard let run = take(MemoryLayout<Number>.size) else { return nil }
        return run.reversed().reduce(0) { $0 << 8 | Number($1) }
    }

    /// Reads `count` bytes; `nil` if fewer are left.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= bytes.count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }
}
