import Files
import Zlib

/// One entry of a ZIP archive, as the directory describes it.
///
/// Layout after APPNOTE 6.3, sections 4.3.7 (local header) and 4.3.12 (directory).
struct ArchiveEntry: Hashable {
    /// The path inside the archive; that of a folder ends in a slash.
    let name: String
    /// Where the entry begins, with its local header.
    let position: Int
    /// Where the next entry or the directory begins; this one ends in front of it.
    var limit = 0

    /// Whether the bytes are deflated; they are stored as they are otherwise.
    private let isDeflated: Bool
    /// The checksum of the bytes.
    private let crc32: UInt32
    /// The number of the bytes.
    private let size: Int
    /// The number of bytes they take in the file.
    private let storedSize: Int

    private static let localHeaderSize = 30
    private static let maximumNameBytes = 1024
    private static let deflate: UInt16 = 8
    /// Ordinary encryption, strong encryption, and the directory's own.
    private static let encryption: UInt16 = 1 << 0 | 1 << 6 | 1 << 13

    /// Reads the next entry of a directory, and refuses it if it could not be unpacked.
    init(from reader: inout LittleEndianReader) throws(ArchiveDefect) {
        guard reader.next(UInt32.self) == 0x0201_4B50,
            reader.next(UInt32.self) != nil,  // the versions that wrote and that may read it
            let flags = reader.next(UInt16.self),
            let method = reader.next(UInt16.self),
            reader.next(UInt32.self) != nil,  // the time
            let crc32 = reader.next(UInt32.self),
            let storedSize = reader.next(UInt32.self),
            let size = reader.next(UInt32.self),
            let nameLength = reader.next(UInt16.self),
            let extraLength = reader.next(UInt16.self),
            let commentLength = reader.next(UInt16.self),
            let volume = reader.next(UInt16.self),
            reader.take(6) != nil,  // attributes
            let position = reader.next(UInt32.self),
            let nameBytes = reader.take(Int(nameLength)),
            reader.take(Int(extraLength) + Int(commentLength)) != nil
        else { throw .malformedDirectory }
        guard let name = String(validating: nameBytes, as: UTF8.self) else { throw .nameNotUTF8 }
        guard nameBytes.count <= Self.maximumNameBytes else { throw .nameTooLong(entry: name) }
        guard flags & Self.encryption == 0 else { throw .encrypted(entry: name) }
        guard volume != .max, storedSize != .max, size != .max, position != .max else {
            throw .zip64
        }
        guard volume == 0 else { throw .severalVolumes }
        guard method == 0 || method == Self.deflate else {
            throw .unknownMethod(entry: name, method: Int(method))
        }
        guard max(size, storedSize) <= maximumFileByteCount else {
            throw .entryTooLarge(entry: name, byteCount: Int(max(size, storedSize)))
        }
        guard method == Self.deflate || size == storedSize else { throw .sizesDiffer(entry: name) }
        self.name = name
        self.position = Int(position)
        self.isDeflated = method == Self.deflate
        self.crc32 = crc32
        self.size = Int(size)
        self.storedSize = Int(storedSize)
    }

    /// Where the entry ends if its local header has no extra fields.
    var minimumEnd: Int { position + Self.localHeaderSize + name.utf8.count + storedSize }

    /// Reads, decompresses and checks the entry's bytes.
    ///
    /// - Parameter file: The archive.
    /// - Returns: The bytes, or what is wrong with this entry.
    /// - Throws: A ``FileFailure`` if the archive cannot be read.
    func read(from file: RegularFile) throws(FileFailure) -> Result<[UInt8], ImageDefect> {
        // The header's extra fields have a length of their own, so the data's place is known only
        // now; both are fetched at once.
        let bytes = try file.read(position..<min(limit, minimumEnd + Int(UInt16.max)))
        guard let stored = storedBytes(in: bytes) else { return .failure(.misplacedInArchive) }
        let data: [UInt8]
        do throws(InflateError) {
            data = try unpacked(stored)
        } catch {
            return .failure(.undecompressible(error))
        }
        guard CRC32.checksum(of: unsafe data.span.bytes) == crc32 else {
            return .failure(.checksumMismatch)
        }
        return .success(data)
    }

    private func unpacked(_ stored: ArraySlice<UInt8>) throws(InflateError) -> [UInt8] {
        guard isDeflated else { return Array(stored) }
        return try Inflate.decompress(unsafe stored.span.bytes, count: size)
    }

    /// The part of the entry behind its local header; nil if that contradicts the directory.
    private func storedBytes(in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var reader = LittleEndianReader(bytes)
        guard reader.next(UInt32.self) == 0x0403_4B50,
            reader.next(UInt32.self) != nil,  // the version that may read it, the flags
            reader.next(UInt16.self) == (isDeflated ? Self.deflate : 0),
            reader.take(16) != nil,  // the time; checksum and sizes, or zeros for them
            let nameLength = reader.next(UInt16.self),
            let extraLength = reader.next(UInt16.self),
            let name = reader.take(Int(nameLength)),
            name.elementsEqual(self.name.utf8),
            reader.take(Int(extraLength)) != nil
        else { return nil }
        return reader.take(storedSize)
    }
}
