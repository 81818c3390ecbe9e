import Datasets
import ImageCodecs
import Testing
import Zlib

@Suite struct `Archives` {
    /// The archive of a sound data set in which the first entry may be tampered with.
    private func entries(_ tamper: (inout ZipEntry) -> Void = { _ in }) throws -> [ZipEntry] {
        var entries = try Picture.dataset().sorted { $0.key < $1.key }
            .map { ZipEntry(name: $0.key, data: $0.value) }
        tamper(&entries[0])
        return entries
    }

    private func defect(of bytes: [UInt8]) throws -> ArchiveDefect? {
        let error = try refusal(naming: "data.zip") { _ = try read(archive: bytes) }
        guard case .invalidArchive(_, let defect) = error else {
            Issue.record("another error: \(error)")
            return nil
        }
        return defect
    }

    /// The defect of the first image, which must be the archive's only one: skipping it helps.
    private func defectOfFirstImage(_ bytes: [UInt8]) throws -> ImageDefect? {
        _ = try refusal(naming: "\"Forest/Forest_1.png\"") { _ = try read(archive: bytes) }
        let dataset = try read(archive: bytes, with: DatasetReader(onDefect: .skip))
        #expect(dataset.examples.count == 4)
        return dataset.skipped.first?.reason
    }

    private let first = "Forest/Forest_1.png"

    @Test func `what is tampered with here is sound otherwise`() throws {
        #expect(try read(archive: archive(entries())).examples.count == 5)
    }

    @Test(arguments: [0x1, 0x41, 0x2000] as [UInt16])
    func `encryption is refused by name`(flags: UInt16) throws {
        let entries = try entries { $0.flags = flags }
        #expect(try defect(of: archive(entries)) == .encrypted(entry: first))
    }

    @Test(arguments: [1, 9, 12, 14, 93] as [UInt16])
    func `other methods are refused by name`(method: UInt16) throws {
        let entries = try entries { $0.method = method }
        #expect(
            try defect(of: archive(entries))
                == .unknownMethod(entry: first, method: Int(method))
        )
    }

    @Test func `ZIP64 is refused by name, wherever it begins`() throws {
        for tamper: (inout ZipEntry) -> Void in [
            { $0.size = .max }, { $0.storedSize = .max }, { $0.position = .max },
        ] {
            #expect(try defect(of: archive(entries(tamper))) == .zip64)
        }
        for tamper: (inout ZipEnd) -> Void in [
            { $0.count = .max }, { $0.size = .max }, { $0.offset = .max },
        ] {
            #expect(try defect(of: archive(entries(), tamper: tamper)) == .zip64)
        }
        #expect(ArchiveDefect.zip64.description.contains("ZIP64"))
    }

    @Test func `an entry that claims too much is refused before it is read`() throws {
        let size = UInt32(64 << 20 + 1)
        let entries = try entries {
            $0.isDeflated = true
            $0.size = size
        }
        #expect(
            try defect(of: archive(entries))
                == .entryTooLarge(entry: first, byteCount: Int(size))
        )
    }

    @Test func `two sizes of what is stored are refused`() throws {
        let entries = try entries { $0.size = 5 }
        #expect(try defect(of: archive(entries)) == .sizesDiffer(entry: first))
    }

    @Test func `overlapping entries are refused`() throws {
        let entries = try entries { $0.position = 40 }
        #expect(try defect(of: archive(entries)) == .overlap(entry: first))
        let beyond = try self.entries { $0.position = 1 << 20 }
        #expect(try defect(of: archive(beyond)) == .overlap(entry: first))
    }

    @Test func `a name that is there twice is refused`() throws {
        let twice = try entries() + [ZipEntry(name: first, data: [1])]
        #expect(try defect(of: archive(twice)) == .duplicateEntry(first))
        let disguised = try entries() + [ZipEntry(name: "/Forest//Forest_1.png", data: [1])]
        #expect(try defect(of: archive(disguised)) == .duplicateEntry("/Forest//Forest_1.png"))
    }

    @Test func `a name that is no text or endless is refused`() throws {
        let binary = try entries { $0.nameBytes = [0x46, 0xFF, 0xFE] }
        #expect(try defect(of: archive(binary)) == .nameNotUTF8)
        let long = String(repeating: "x", count: 1025)
        let tooLong = try entries { $0.name = long }
        #expect(try defect(of: archive(tooLong)) == .nameTooLong(entry: long))
        let deep = String(repeating: "x/", count: 17) + "y.png"
        let tooDeep = try entries { $0.name = deep }
        #expect(try defect(of: archive(tooDeep)) == .nameTooLong(entry: deep))
    }

    @Test func `a name that climbs out leads nowhere`() throws {
        let climbing = ZipEntry(name: "Forest/../../etc/x.png", data: [1])
        let dataset = try read(archive: archive(entries() + [climbing]))
        #expect(dataset.examples.count == 5)
    }

    @Test func `control characters of a name do not reach the log`() throws {
        let entries = try entries { $0.name = "Forest/\u{1B}[31m\n.png" }
        let wrong = entries.map { entry in
            var entry = entry
            entry.method = 99
            return entry
        }
        let error = try refusal { _ = try read(archive: archive(wrong)) }
        #expect(!error.description.contains("\u{1B}"))
    }

    @Test func `several volumes are refused`() throws {
        #expect(try defect(of: archive(entries()) { $0.volume = 1 }) == .severalVolumes)
    }

    @Test func `a directory that is elsewhere, longer or shorter is refused`() throws {
        #expect(try defect(of: archive(entries()) { $0.offset -= 1 }) == .misplacedDirectory)
        #expect(try defect(of: [0] + archive(entries())) == .misplacedDirectory)
        #expect(try defect(of: archive(entries()) { $0.count += 1 }) == .malformedDirectory)
        #expect(try defect(of: archive(entries()) { $0.count -= 1 }) == .malformedDirectory)
    }

    @Test func `an archive that is cut off anywhere is refused`() throws {
        let bytes = archive(try entries())
        for count in stride(from: 0, to: bytes.count, by: 101) {
            #expect(try defect(of: Array(bytes.prefix(count))) == .noEndRecord)
        }
        #expect(try defect(of: Array(bytes.dropLast())) == .noEndRecord)
    }

    @Test func `a flipped bit in the bytes is told by the checksum`() throws {
        #expect(try defectOfFirstImage(archive(entries { $0.crc32 = 1 })) == .checksumMismatch)
        var bytes = archive(try entries())
        bytes[100] ^= 1
        #expect(try defectOfFirstImage(bytes) == .checksumMismatch)
    }

    @Test func `a header that contradicts the directory is refused by name`() throws {
        let renamed = archive(try entries { $0.localName = "Forest/Forest_X.png" })
        #expect(try defectOfFirstImage(renamed) == .misplacedInArchive)
        for place in [0, 8, 26, 29] {
            var bytes = archive(try entries())
            bytes[place] ^= 0x80
            #expect(try defectOfFirstImage(bytes) == .misplacedInArchive)
        }
    }

    @Test func `a deflated image of another length is refused by name`() throws {
        let data = try Picture.png(seed: 1)
        for wrong in [-1, 1] {
            let bytes = archive(
                try entries {
                    $0.isDeflated = true
                    $0.size = UInt32(data.count + wrong)
                }
            )
            let expected: InflateError =
                wrong < 0
                ? .tooLong(expected: data.count - 1)
                : .tooShort(expected: data.count + 1, found: data.count)
            #expect(try defectOfFirstImage(bytes) == .undecompressible(expected))
        }
    }
}
