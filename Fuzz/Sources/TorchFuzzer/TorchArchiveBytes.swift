import Zlib

/// A sound archive as `torch.save` writes it, around any pickle.
///
/// Its storages are `data/0` with 64 bytes, `data/1` with 16 and `data/2` with none.
struct TorchArchiveBytes {
    /// The whole file.
    private(set) var bytes: [UInt8] = []

    private var directory: [UInt8] = []
    private var entryCount: UInt16 = 0

    /// Puts a pickle into an archive.
    init(pickle: [UInt8]) {
        add("m/data.pkl", pickle)
        add("m/data/0", [UInt8](repeating: 0x3C, count: 64))
        add("m/data/1", (0..<16).map { $0 * 17 })
        add("m/data/2", [])
        let place = UInt32(bytes.count)
        bytes += directory
        append(UInt32(0x0605_4B50), to: &bytes)
        append(UInt32(0), to: &bytes)  // volumes
        for _ in 0..<2 { append(entryCount, to: &bytes) }
        append(UInt32(directory.count), to: &bytes)
        append(place, to: &bytes)
        append(UInt16(0), to: &bytes)  // the comment's length
    }

    /// Adds an entry that is stored as it is (APPNOTE 6.3, sections 4.3.7 and 4.3.12).
    private mutating func add(_ name: String, _ data: [UInt8]) {
        let place = UInt32(bytes.count)
        var common: [UInt8] = []
        append(UInt32(0), to: &common)  // flags, method
        append(UInt32(0), to: &common)  // time
        append(CRC32.checksum(of: unsafe data.span.bytes), to: &common)
        for _ in 0..<2 { append(UInt32(data.count), to: &common) }
        append(UInt16(name.utf8.count), to: &common)
        append(UInt16(0), to: &common)  // extra fields

        append(UInt32(0x0403_4B50), to: &bytes)
        append(UInt16(0), to: &bytes)  // version
        bytes += common + Array(name.utf8) + data

        append(UInt32(0x0201_4B50), to: &directory)
        append(UInt32(0), to: &directory)  // versions
        directory += common + [UInt8](repeating: 0, count: 10)  // comment, volume, attributes
        append(place, to: &directory)
        directory += Array(name.utf8)
        entryCount += 1
    }

    private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for place in 0..<number.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place)))
        }
    }
}
