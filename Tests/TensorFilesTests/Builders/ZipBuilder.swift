import Zlib

/// An entry of a ZIP archive; what is not set is right.
struct ZipEntry {
    /// The path in the archive.
    var name: String
    /// The bytes.
    var data: [UInt8]
    /// General purpose bits: a data descriptor follows, the name is UTF-8.
    var flags: UInt16 = 0x0808
    /// 0 is stored, 8 is deflated.
    var method: UInt16 = 0
    /// Whether the directory keeps the numbers in a ZIP64 field.
    var isZip64 = false
    /// What the directory says the checksum is.
    var crc32: UInt32?
    /// What the directory says the size is.
    var size: UInt32?
    /// What the directory says the stored size is.
    var storedSize: UInt32?
    /// What the directory says the position is.
    var position: UInt32?
    /// What the directory says the volume is.
    var volume: UInt16 = 0
    /// More extra fields of the directory.
    var extra: [UInt8] = []
    /// The name in the directory, as bytes.
    var nameBytes: [UInt8]?
    /// The name in the local header.
    var localName: String?
    /// The bits in the local header.
    var localFlags: UInt16?
    /// The method in the local header.
    var localMethod: UInt16?
    /// The checksum in the local header.
    var localCRC32: UInt32?
    /// The size in the local header.
    var localSize: UInt32?
    /// The length of extra fields that the local header claims.
    var localExtraLength: UInt16?
    /// What follows the bytes.
    var descriptor: [UInt8]?
    /// Bytes in front of the entry.
    var junk: [UInt8] = []

    private var hasDescriptor: Bool { flags & 8 != 0 }
    private var truth: UInt32 { CRC32.checksum(of: unsafe data.span.bytes) }

    /// The local header, the bytes and the data descriptor.
    var local: [UInt8] {
        let name = Array((localName ?? name).utf8)
        var bytes: [UInt8] = []
        bytes.append(UInt32(0x0403_4B50))
        bytes.append(UInt16(0))
        bytes.append(localFlags ?? flags)
        bytes.append(localMethod ?? method)
        bytes.append(UInt32(0))
        bytes.append(localCRC32 ?? (hasDescriptor ? 0 : truth))
        for _ in 0..<2 { bytes.append(localSize ?? (hasDescriptor ? 0 : UInt32(data.count))) }
        bytes.append(UInt16(name.count))
        let padding: [UInt8] = [0x46, 0x42, 4, 0, 0x5A, 0x5A, 0x5A, 0x5A]
        bytes.append(localExtraLength ?? UInt16(padding.count))
        bytes += name + padding + data
        if hasDescriptor { bytes += descriptor ?? rightDescriptor }
        return bytes
    }

    /// The data descriptor that fits the bytes.
    var rightDescriptor: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(UInt32(0x0807_4B50))
        bytes.append(crc32 ?? truth)
        for _ in 0..<2 {
            if isZip64 {
                bytes.append(UInt64(data.count))
            } else {
                bytes.append(UInt32(data.count))
            }
        }
        return bytes
    }

    /// The data descriptor with a bit of one byte flipped.
    func rightDescriptor(flipping place: Int) -> [UInt8] {
        var bytes = rightDescriptor
        bytes[place] ^= 1
        return bytes
    }

    /// The entry in the directory.
    func central(at place: Int) -> [UInt8] {
        var wide: [UInt8] = []
        if isZip64 {
            wide.append(UInt16(1))
            wide.append(UInt16(24))
            for number in [data.count, data.count, place] { wide.append(UInt64(number)) }
        }
        let name = nameBytes ?? Array(name.utf8)
        let size = self.size ?? (isZip64 ? .max : UInt32(data.count))
        var bytes: [UInt8] = []
        bytes.append(UInt32(0x0201_4B50))
        bytes.append(UInt32(0))
        bytes.append(flags)
        bytes.append(method)
        bytes.append(UInt32(0))
        bytes.append(crc32 ?? truth)
        bytes.append(storedSize ?? size)
        bytes.append(size)
        bytes.append(UInt16(name.count))
        bytes.append(UInt16(wide.count + extra.count))
        bytes.append(UInt16(0))
        bytes.append(volume)
        bytes += [UInt8](repeating: 0, count: 6)
        bytes.append(position ?? (isZip64 ? .max : UInt32(place)))
        return bytes + name + wide + extra
    }
}

/// The fields that end an archive, of the ZIP64 record and of the ordinary one.
struct ZipEnd {
    var zip64Signature: UInt32 = 0x0606_4B50
    var zip64Volume: UInt32 = 0
    var zip64Count: UInt64
    var zip64Size: UInt64
    var zip64Offset: UInt64
    var locatorPosition: UInt64
    var hasZip64 = true
    var volume: UInt16 = 0
    var count: UInt16
    var size: UInt32
    var offset: UInt32
    var commentLength: UInt16 = 0

    /// The bytes of both records.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        if hasZip64 {
            bytes.append(zip64Signature)
            bytes.append(UInt64(44))
            bytes.append(UInt32(0))
            for _ in 0..<2 { bytes.append(zip64Volume) }
            for _ in 0..<2 { bytes.append(zip64Count) }
            bytes.append(zip64Size)
            bytes.append(zip64Offset)
            bytes.append(UInt32(0x0706_4B50))
            bytes.append(UInt32(0))
            bytes.append(locatorPosition)
            bytes.append(UInt32(1))
        }
        bytes.append(UInt32(0x0605_4B50))
        for _ in 0..<2 { bytes.append(volume) }
        for _ in 0..<2 { bytes.append(count) }
        bytes.append(size)
        bytes.append(offset)
        bytes.append(commentLength)
        return bytes
    }
}

/// An archive of these entries.
///
/// - Parameters:
///   - entries: The entries, in the order of the file and of the directory.
///   - gap: Bytes between the last entry and the directory.
///   - tamper: Changes the end of the archive.
/// - Returns: The bytes of the archive.
func zip(
    _ entries: [ZipEntry],
    gap: [UInt8] = [],
    tamper: (inout ZipEnd) -> Void = { _ in }
) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
        bytes += entry.junk
        directory += entry.central(at: bytes.count)
        bytes += entry.local
    }
    bytes += gap
    var end = ZipEnd(
        zip64Count: UInt64(entries.count),
        zip64Size: UInt64(directory.count),
        zip64Offset: UInt64(bytes.count),
        locatorPosition: UInt64(bytes.count + directory.count),
        count: UInt16(entries.count),
        size: UInt32(directory.count),
        offset: UInt32(bytes.count)
    )
    tamper(&end)
    return bytes + directory + end.bytes
}
