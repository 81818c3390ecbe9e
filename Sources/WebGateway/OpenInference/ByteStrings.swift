/// The elements of a `BYTES` tensor as Triton sends them: each has its length before it, as 32 bits
/// with the least significant byte first.
package enum ByteStrings {
    /// Takes a tensor apart.
    ///
    /// - Returns: The elements; nil if the bytes end within one.
    package static func elements(of bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        var elements: [ArraySlice<UInt8>] = []
        var rest = bytes
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard count <= rest.count else { return nil }
            elements.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return elements
    }

    /// Puts a tensor together.
    package static func bytes(of elements: [some Collection<UInt8>]) -> [UInt8] {
        elements.flatMap { element in
            (0..<4).map { UInt8(truncatingIfNeeded: element.count >> (8 * $0)) } + Array(element)
        }
    }
}
