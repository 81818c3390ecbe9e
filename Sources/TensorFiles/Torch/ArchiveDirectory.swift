/// Where the directory of a ZIP archive lies, as the end of the archive states it.
///
/// Searching for the end is what lets two readers see two archives in one file, so nothing is
/// searched: the last bytes are the end record, and its parts touch one another.
struct ArchiveDirectory: Hashable {
    /// The bytes of the directory.
    let range: Range<Int>

    /// The number of entries it claims to have.
    let entryCount: Int

    /// The largest directory that is read, in bytes: about 100,000 storages.
    static let maximumByteCount = 1 << 24

    private static let endRecordSize = 22
    private static let locatorSize = 20
    private static let zip64EndRecordSize = 56

    /// Finds the directory of an archive that fills the whole file.
    init(of file: SteadyFile) throws(ArchiveDefect) {
        let endPosition = file.count - Self.endRecordSize
        guard endPosition >= 0 else { throw .noEndRecord }
        var end = LittleEndianBytes(file.copy(endPosition..<file.count))
        guard end.next(UInt32.self) == 0x0605_4B50,
            let volume = end.next(UInt16.self),
            let directoryVolume = end.next(UInt16.self),
            let countHere = end.next(UInt16.self),
            let count = end.next(UInt16.self),
            let size = end.next(UInt32.self),
            let offset = end.next(UInt32.self),
            end.next(UInt16.self) == 0
        else { throw .noEndRecord }
        guard volume == 0, directoryVolume == 0, countHere == count else { throw .severalVolumes }

        if let zip64 = try Zip64EndRecord(of: file, before: endPosition - Self.locatorSize) {
            // A field of the short record is either exact or full of ones: "look there".
            guard count == .max || UInt64(count) == zip64.entryCount,
                size == .max || UInt64(size) == zip64.size,
                offset == .max || UInt64(offset) == zip64.offset
            else { throw .endRecordsDisagree }
            let position = endPosition - Self.locatorSize - Self.zip64EndRecordSize
            try self.init(zip64.offset, zip64.size, zip64.entryCount, before: position)
        } else {
            try self.init(UInt64(offset), UInt64(size), UInt64(count), before: endPosition)
        }
    }

    private init(
        _ offset: UInt64,
        _ size: UInt64,
        _ entryCount: UInt64,
        before end: Int
    ) throws(ArchiveDefect) {
        let (sum, overflowed) = offset.addingReportingOverflow(size)
        guard !overflowed, sum == UInt64(end), entryCount <= size else {
            throw .misplacedDirectory
        }
        range = Int(offset)..<end
        self.entryCount = Int(entryCount)
        guard range.count <= Self.maximumByteCount else { throw .directoryTooLarge(range.count) }
    }

    /// The end record whose fields are wide enough for more than 4 GiB; PyTorch always writes one.
    private struct Zip64EndRecord {
        let entryCount: UInt64
        let size: UInt64
        let offset: UInt64

        /// Reads the record that a locator at `locatorPosition` points to, if there is a locator.
        init?(of file: SteadyFile, before locatorPosition: Int) throws(ArchiveDefect) {
            guard locatorPosition >= 0 else { return nil }
            let range = locatorPosition..<locatorPosition + ArchiveDirectory.locatorSize
            var locator = LittleEndianBytes(file.copy(range))
            guard locator.next(UInt32.self) == 0x0706_4B50 else { return nil }

            let position = locatorPosition - ArchiveDirectory.zip64EndRecordSize
            guard position >= 0 else { throw .noEndRecord }
            guard locator.next(UInt32.self) == 0,
                locator.next(UInt64.self) == UInt64(position),
                let volumeCount = locator.next(UInt32.self)
            else { throw .endRecordsDisagree }

            var record = LittleEndianBytes(file.copy(position..<locatorPosition))
            guard record.next(UInt32.self) == 0x0606_4B50,
                record.next(UInt64.self) == UInt64(ArchiveDirectory.zip64EndRecordSize - 12),
                record.next(UInt32.self) != nil,  // the versions that wrote and that may read it
                let volume = record.next(UInt32.self),
                let directoryVolume = record.next(UInt32.self),
                let countHere = record.next(UInt64.self),
                let count = record.next(UInt64.self),
                let size = record.next(UInt64.self),
                let offset = record.next(UInt64.self)
            else { throw .endRecordsDisagree }
            guard volumeCount <= 1, volume == 0, directoryVolume == 0, countHere == count else {
                throw .severalVolumes
            }
            entryCount = count
            self.size = size
            self.offset = offset
        }
    }
}
