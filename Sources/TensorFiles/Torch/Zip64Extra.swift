/// The numbers of a directory entry that do not fit 32 bits (APPNOTE 6.3, section 4.5.3).
struct Zip64Extra {
    /// Whether the entry has this field.
    let isPresent: Bool

    private var numbers: LittleEndianBytes

    /// Looks for the field among an entry's extra fields.
    init(_ extra: ArraySlice<UInt8>) throws(ArchiveDefect) {
        var fields = LittleEndianBytes(Array(extra))
        var found: ArraySlice<UInt8>?
        while !fields.isAtEnd {
            guard let kind = fields.next(UInt16.self), let length = fields.next(UInt16.self),
                let content = fields.take(Int(length))
            else { throw .malformedDirectory }
            guard kind == 1 else { continue }
            guard found == nil else { throw .malformedDirectory }
            found = content
        }
        isPresent = found != nil
        numbers = LittleEndianBytes(found.map(Array.init) ?? [])
    }

    /// Returns a 32-bit field's number, or the next wide one if the field is full of ones.
    ///
    /// Fields must be resolved in the order of the specification: size, stored size, position.
    mutating func resolve(_ field: UInt32) throws(ArchiveDefect) -> Int {
        guard field == .max else { return Int(field) }
        guard let wide = numbers.next(UInt64.self), let number = Int(exactly: wide) else {
            throw .malformedDirectory
        }
        return number
    }
}
