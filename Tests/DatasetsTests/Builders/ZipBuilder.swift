import Zlib

/// An entry of a ZIP archive; what is not set is right.
struct ZipEntry {
    /// The path in the archive.
    var name: String
    /// The bytes.
    var data: [UInt8] = []
    /// Whether they are deflated (into stored blocks).
    var isDeflated = false
    /// General purpose bits.
    var flags: UInt16 = 0
    /// What the directory says the method is.
    var method: UInt16?
    /// What both headers say the checksum is.
    var crc32: UInt32?
    /// What the directory says the size is.
    var size: UInt32?
    /// What the directory says the stored size is.
    var storedSize: UInt32?
    /// What the directory says the position is.
    var position: UInt32?
    /// The name in the directory, as bytes.
    var nameBytes: [UInt8]?
    /// The name in the local header.
    var localName: String?
    /// What follows the bytes, such as a data descriptor.
    var trailer: [UInt8] = []

    private var stored: [UInt8] { isDeflated ? deflated : data }
    private var truth: UInt32 { CRC32.checksum(of: unsafe data.span.bytes) }

    /// The bytes as deflate's stored blocks (RFC 1951, 3.2.4).
    private var deflated: [UInt8] {
        var stream: [UInt8] = []
        var rest = data[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            stream.append(number: UInt16(block.count))
            stream.append(number: ~UInt16(block.count))
            stream += block
        } while !rest.isEmpty
        return stream
    }

    /// The local header with an extra field, the bytes and the trailer.
    var local: [UInt8] {
        var bytes: [UInt8] = []
        let name = Array((localName ?? name).utf8)
        bytes.append(number: 0x0403_4B50 as UInt32)
        bytes.append(number: 20 as UInt16)
        bytes.append(number: flags)
        bytes.append(number: isDeflated ? 8 : 0 as UInt16)
        bytes.append(number: 0 as UInt32)
        bytes.append(number: crc32 ?? truth)
        bytes.append(number: UInt32(stored.count))
        bytes.append(number: UInt32(data.count))
        bytes.append(number: UInt16(name.count))
        bytes.append(number: 4 as UInt16)
        return bytes + name + [0x5A, 0x5A, 0, 0] + stored + trailer
    }

    /// The entry in the directory.
    func central(at place: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        let name = nameBytes ?? Array(self.name.utf8)
        bytes.append(number: 0x0201_4B50 as UInt32)
        bytes.append(number: 20 as UInt32)
        bytes.append(number: flags)
        bytes.append(number: method ?? (isDeflated ? 8 : 0))
        bytes.append(number: 0 as UInt32)
        bytes.append(number: crc32 ?? truth)
        bytes.append(number: storedSize ?? UInt32(stored.count))
        bytes.append(number: size ?? UInt32(data.count))
        bytes.append(number: UInt16(name.count))
        bytes += [UInt8](repeating: 0, count: 12)
        bytes.append(number: position ?? UInt32(place))
        return bytes + name
    }
}

/// The fields that end an archive.
struct ZipEnd {
    var volume: UInt16 = 0
    var count: UInt16
    var size: UInt32
    var offset: UInt32
    var comment: [UInt8] = []

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(number: 0x0605_4B50 as UInt32)
        for number in [volume, volume, count, count] { bytes.append(number: number) }
        bytes.append(number: size)
        bytes.append(number: offset)
        bytes.append(number: UInt16(comment.count))
        return bytes + comment
    }
}

/// An archive of these entries, whose end may be tampered with.
func archive(_ entries: [ZipEntry], tamper: (inout ZipEnd) -> Void = { _ in }) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
        directory += entry.central(at: bytes.count)
        bytes += entry.local
    }
    var end = ZipEnd(
        count: UInt16(entries.count),
        size: UInt32(directory.count),
        offset: UInt32(bytes.count)
    )
    tamper(&end)
    return bytes + directory + end.bytes
}

extension [UInt8] {
    /// Appends a number, the byte that counts least first.
    mutating func append(number: some FixedWidthInteger) {
        for place in 0..<number.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: number >> (8 * place)))
        }
    }
}
