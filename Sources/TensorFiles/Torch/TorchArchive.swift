/// The ZIP archive that `torch.save` writes: where its pickle and its storages lie.
///
/// One reading only: entries and directory tile the file, nothing is compressed, names are the
/// ones PyTorch writes, and every checksum is verified before anything is used.
struct TorchArchive {
    /// The bytes of each entry, by its path below the top folder, such as `data/0`.
    private let entries: [String: Range<Int>]

    /// Reads the directory and verifies every entry.
    init(_ file: SteadyFile) throws(ArchiveDefect) {
        let directory = try ArchiveDirectory(of: file)
        var bytes = LittleEndianBytes(file.copy(directory.range))
        var records: [ArchiveEntry] = []
        for _ in 0..<directory.entryCount {
            records.append(try ArchiveEntry(from: &bytes))
        }
        guard bytes.isAtEnd else { throw .malformedDirectory }

        let paths = try TorchArchivePath.check(records.map(\.name))
        var entries: [String: Range<Int>] = [:]
        var end = 0
        for (record, path) in zip(records, paths).sorted(by: { $0.0.position < $1.0.position }) {
            guard record.position >= end else { throw .overlap(entry: record.name) }
            guard record.position == end else { throw .hole(entry: record.name) }
            try record.checkIsPlain()
            let place = try record.locate(in: file, before: directory.range.lowerBound)
            guard file.checksum(of: place.data) == record.crc32 else {
                throw .checksumMismatch(entry: record.name)
            }
            entries[path] = place.data
            end = place.end
        }
        guard end == directory.range.lowerBound else { throw .holeBeforeDirectory }
        self.entries = entries
        try checkByteOrder(file)
    }

    /// Returns the bytes of the pickle.
    func pickle() throws(ArchiveDefect) -> Range<Int> {
        guard let range = entries["data.pkl"] else { throw .missingEntry("data.pkl") }
        return range
    }

    /// Returns the bytes of the storage with this key, if there is one.
    func storage(_ key: String) -> Range<Int>? {
        entries["data/\(key)"]
    }

    /// Checks the byte order; before 2.1 PyTorch did not state it.
    private func checkByteOrder(_ file: SteadyFile) throws(ArchiveDefect) {
        guard let range = entries["byteorder"] else { return }
        let order = String(decoding: file.copy(range).prefix(16), as: UTF8.self)
        guard order == "little" else { throw .byteOrder(order) }
    }
}
