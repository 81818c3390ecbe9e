/// One entry of a ZIP archive, as the directory describes it.
///
/// Layout after APPNOTE 6.3, sections 4.3.7 (local header), 4.3.9 (data descriptor) and 4.3.12
/// (directory).
struct ArchiveEntry: Hashable {
    /// The path inside the archive.
    let name: String
    /// The general purpose bits.
    private let flags: UInt16
    /// How the entry is compressed; 0 is not at all.
    private let method: UInt16
    /// The checksum of the entry's bytes.
    let crc32: UInt32
    /// The number of the entry's bytes.
    private let size: Int
    /// The number of bytes they take in the file.
    private let storedSize: Int
    /// Where the entry begins, with its local header.
    let position: Int
    /// Whether any number stood in a ZIP64 field; the data descriptor is then wider.
    private let isZip64: Bool

    private static let hasDescriptor: UInt16 = 1 << 3
    private static let isUTF8: UInt16 = 1 << 11
    /// Ordinary encryption, strong encryption, and the directory's own.
    private static let encryption: UInt16 = 1 << 0 | 1 << 6 | 1 << 13

    /// Reads the next entry of a directory.
    init(from bytes: inout LittleEndianBytes) throws(ArchiveDefect) {
        guard bytes.next(UInt32.self) == 0x0201_4B50,
            bytes.next(UInt32.self) != nil,  // the versions that wrote and that may read it
            let flags = bytes.next(UInt16.self),
            let method = bytes.next(UInt16.self),
            bytes.next(UInt32.self) != nil,  // the time
            let crc32 = bytes.next(UInt32.self),
            let shortStoredSize = bytes.next(UInt32.self),
            let shortSize = bytes.next(UInt32.self),
            let nameLength = bytes.next(UInt16.self),
            let extraLength = bytes.next(UInt16.self),
            let commentLength = bytes.next(UInt16.self),
            let volume = bytes.next(UInt16.self),
            bytes.take(6) != nil,  // attributes
            let shortPosition = bytes.next(UInt32.self),
            let nameBytes = bytes.take(Int(nameLength)),
            let extra = bytes.take(Int(extraLength)),
            bytes.take(Int(commentLength)) != nil
        else { throw .malformedDirectory }
        guard let name = String(validating: nameBytes, as: UTF8.self) else { throw .nameNotUTF8 }
        guard volume == 0 else { throw .severalVolumes }

        var wide = try Zip64Extra(extra)
        let size = try wide.resolve(shortSize)
        let storedSize = try wide.resolve(shortStoredSize)
        let position = try wide.resolve(shortPosition)
        self.name = name
        self.flags = flags
        self.method = method
        self.crc32 = crc32
        self.size = size
        self.storedSize = storedSize
        self.position = position
        self.isZip64 = wide.isPresent
    }

    /// Checks that the entry's bytes lie in the file as they are.
    func checkIsPlain() throws(ArchiveDefect) {
        guard flags & Self.encryption == 0 else { throw .encrypted(entry: name) }
        guard flags & ~(Self.hasDescriptor | Self.isUTF8) == 0 else {
            throw .unknownFlags(entry: name, flags: Int(flags))
        }
        guard method == 0 else { throw .compressed(entry: name, method: Int(method)) }
        guard size == storedSize else { throw .sizesDiffer(entry: name) }
    }

    /// Checks what surrounds the bytes of a plain entry against the directory.
    ///
    /// - Parameters:
    ///   - file: The archive.
    ///   - limit: Where the directory begins; entries end in front of it.
    /// - Returns: The entry's bytes, and where the next entry begins.
    /// - Throws: ``ArchiveDefect`` if anything disagrees.
    func locate(
        in file: SteadyFile,
        before limit: Int
    ) throws(ArchiveDefect) -> (data: Range<Int>, end: Int) {
        let headerSize = 30
        guard position <= limit - headerSize else { throw .localHeaderDisagrees(entry: name) }
        var header = LittleEndianBytes(file.copy(position..<position + headerSize))
        let hasDescriptor = flags & Self.hasDescriptor != 0
        guard header.next(UInt32.self) == 0x0403_4B50,
            header.next(UInt16.self) != nil,  // the version that may read it
            header.next(UInt16.self) == flags,
            header.next(UInt16.self) == 0,  // the method
            header.next(UInt32.self) != nil,  // the time
            agrees(header.next(UInt32.self), Int(crc32), orZero: hasDescriptor),
            agrees(header.next(UInt32.self), size, orZero: hasDescriptor),
            agrees(header.next(UInt32.self), size, orZero: hasDescriptor),
            let nameLength = header.next(UInt16.self),
            let extraLength = header.next(UInt16.self)
        else { throw .localHeaderDisagrees(entry: name) }

        let nameEnd = position + headerSize + Int(nameLength)
        let start = nameEnd + Int(extraLength)
        guard start <= limit, size <= limit - start,
            file.copy(position + headerSize..<nameEnd) == Array(name.utf8)
        else { throw .localHeaderDisagrees(entry: name) }

        let data = start..<start + size
        guard hasDescriptor else { return (data, data.upperBound) }
        return (data, try descriptorEnd(in: file, after: data.upperBound, before: limit))
    }

    private func descriptorEnd(
        in file: SteadyFile,
        after start: Int,
        before limit: Int
    ) throws(ArchiveDefect) -> Int {
        let end = start + (isZip64 ? 24 : 16)
        guard end <= limit else { throw .dataDescriptorDisagrees(entry: name) }
        var descriptor = LittleEndianBytes(file.copy(start..<end))
        guard descriptor.next(UInt32.self) == 0x0807_4B50, descriptor.next(UInt32.self) == crc32
        else { throw .dataDescriptorDisagrees(entry: name) }
        for _ in 0..<2 {
            let stated =
                isZip64
                ? descriptor.next(UInt64.self) : descriptor.next(UInt32.self).map(UInt64.init)
            guard stated == UInt64(size) else { throw .dataDescriptorDisagrees(entry: name) }
        }
        return end
    }

    /// Whether a field of the local header is what the directory says, or left to the descriptor.
    private func agrees(_ field: UInt32?, _ value: Int, orZero: Bool) -> Bool {
        guard let field else { return false }
        return Int(field) == value || (orZero && field == 0)
    }
}
