/// Why compressed bytes did not become the bytes that were announced.
package enum InflateError: Error, Hashable, Sendable {
    /// The compressed bytes end before their stream does.
    case truncated
    /// The stream holds more than the announced number of bytes.
    case tooLong(expected: Int)
    /// The stream holds fewer bytes than announced.
    case tooShort(expected: Int, found: Int)
    /// The stream ends before its bytes do; `count` of them belong to nothing.
    case trailingBytes(count: Int)
    /// The bytes contradict the format; `reason` is zlib's.
    case corrupt(reason: String)
    /// There is no memory for zlib's window.
    case outOfMemory
}

extension InflateError: CustomStringConvertible {
    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .truncated:
            "The compressed data end too early; they were cut off, so copy them again."
        case .tooLong(let expected):
            "The compressed data hold more than the \(expected) bytes that were announced; "
                + "compress them again."
        case .tooShort(let expected, let found):
            "The compressed data hold \(found) bytes and \(expected) were announced; "
                + "compress them again."
        case .trailingBytes(let count):
            "The compressed data are followed by \(count) bytes that belong to nothing; "
                + "compress them again."
        case .corrupt(let reason):
            "The compressed data are damaged (\(reason)); copy them again."
        case .outOfMemory:
            "There is no memory to decompress with; free some and try again."
        }
    }
}
