import Files

/// The entries of a ZIP archive, as its directory lists them (APPNOTE 6.3, 4.3.12 and 4.3.16).
///
/// Every entry is one that can be read: stored or deflated, of bounded size, named once, and
/// apart from the others. So no archive, however it was made, unpacks to more than its entries say.
struct ArchiveDirectory {
    /// The entries in the order of the file.
    let entries: [ArchiveEntry]

    /// The largest directory that is read, in bytes.
    private static let maximumByteCount = 64 << 20

    /// Reads and checks the directory of an archive.
    init(of file: RegularFile) throws(ArchiveDefect) {
        let end = try EndRecord(of: file)
        guard end.directory.count <= Self.maximumByteCount else {
            throw .directoryTooLarge(end.directory.count)
        }
        var reader = LittleEndianReader(try file.readForArchive(end.directory))
        var entries: [ArchiveEntry] = []
        for _ in 0..<end.entryCount {
            entries.append(try ArchiveEntry(from: &reader))
        }
        guard reader.isAtEnd else { throw .malformedDirectory }
        entries.sort { $0.position < $1.position }

        var names: Set<String> = []
        for index in entries.indices {
            let entry = entries[index]
            guard names.insert(entry.name).inserted else { throw .duplicateEntry(entry.name) }
            let next = index + 1 < entries.count ? entries[index + 1].position : .max
            let limit = min(next, end.directory.lowerBound)
            guard entry.minimumEnd <= limit else { throw .overlap(entry: entry.name) }
            entries[index].limit = limit
        }
        self.entries = entries
    }
}

/// The last record of an archive.
private struct EndRecord {
    /// The bytes of the directory.
    let directory: Range<Int>

    /// The number of entries it claims to have.
    let entryCount: Int

    private static let size = 22
    private static let signature: UInt32 = 0x0605_4B50

    /// Finds the record in front of the archive's comment, and the directory in front of it.
    init(of file: RegularFile) throws(ArchiveDefect) {
        let tail = max(0, file.count - Self.size - Int(UInt16.max))..<file.count
        let bytes = try file.readForArchive(tail)
        var position = bytes.count - Self.size
        while position >= 0 {
            // The signature may stand in a comment, so the comment must reach the file's end.
            var reader = LittleEndianReader(bytes[position...])
            if reader.next(UInt32.self) == Self.signature,
                let end = try Self(from: &reader, at: tail.lowerBound + position)
            {
                self = end
                return
            }
            position -= 1
        }
        throw .noEndRecord
    }

    /// Reads what follows the signature; nil if something else than a comment follows it.
    private init?(
        from reader: inout LittleEndianReader,
        at position: Int
    ) throws(ArchiveDefect) {
        guard let volume = reader.next(UInt16.self),
            let directoryVolume = reader.next(UInt16.self),
            let countHere = reader.next(UInt16.self),
            let count = reader.next(UInt16.self),
            let size = reader.next(UInt32.self),
            let offset = reader.next(UInt32.self),
            let commentLength = reader.next(UInt16.self),
            reader.take(Int(commentLength)) != nil,
            reader.isAtEnd
        else { return nil }
        // Fields full of ones mean that the real ones are in a ZIP64 record.
        guard count != .max, size != .max, offset != .max else { throw .zip64 }
        guard volume == 0, directoryVolume == 0, countHere == count else { throw .severalVolumes }
        guard Int(offset) + Int(size) == position else { throw .misplacedDirectory }
        directory = Int(offset)..<position
        entryCount = Int(count)
    }
}

extension RegularFile {
    /// Reads part of the file; a failure is one of the archive's.
    fileprivate func readForArchive(_ range: Range<Int>) throws(ArchiveDefect) -> [UInt8] {
        do throws(FileFailure) {
            return try read(range)
        } catch {
            throw .unreadable(error)
        }
    }
}
