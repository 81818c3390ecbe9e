import TensorFiles
import Testing

@Suite struct `Refused archives` {
    /// An archive and why it is refused.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let defect: ArchiveDefect

        init(_ what: String, _ bytes: [UInt8], _ defect: ArchiveDefect) {
            testDescription = what
            self.bytes = bytes
            self.defect = defect
        }
    }

    @Test(arguments: entries + names + ends)
    func `it is refused for its own reason`(case: Case) throws {
        #expect(try refusal(of: `case`.bytes)?.archiveDefect == `case`.defect)
    }

    @Test func `the same archive without tampering opens`() throws {
        let file = try opened(sound)
        #expect(try file.floats(of: "weight") == [1, 2, 3, 4, 5, 6])
        #expect(file["weight"]?.shape == [2, 3])
    }

    @Test func `it opens without the ZIP64 record too`() throws {
        let bytes = zip(torchEntries(pickle(PickledTensor()))) { $0.hasZip64 = false }
        #expect(try opened(bytes).floats(of: "weight") == [1, 2, 3, 4, 5, 6])
    }

    @Test func `it opens with every number in ZIP64 fields`() throws {
        var entries = torchEntries(pickle(PickledTensor()))
        for index in entries.indices { entries[index].isZip64 = true }
        let bytes = zip(entries) {
            $0.count = .max
            $0.size = .max
            $0.offset = .max
        }
        #expect(try opened(bytes).floats(of: "weight") == [1, 2, 3, 4, 5, 6])
    }

    @Test func `it opens without data descriptors`() throws {
        var entries = torchEntries(pickle(PickledTensor()))
        for index in entries.indices { entries[index].flags = 0 }
        #expect(try opened(zip(entries)).floats(of: "weight") == [1, 2, 3, 4, 5, 6])
    }

    @Test func `it opens without a byte order, as before PyTorch 2_1`() throws {
        let entries = torchEntries(pickle(PickledTensor())).filter { $0.name != "model/byteorder" }
        #expect(try opened(zip(entries)).tensors.count == 1)
    }

    @Test func `no cut of a sound archive opens`() throws {
        for count in sound.indices {
            #expect(try refusal(of: Array(sound[..<count])) != nil)
        }
    }

    @Test func `no flipped bit of a storage goes unnoticed`() throws {
        let storage = [UInt8].floats([1, 2, 3, 4, 5, 6])
        let start = try #require(sound.firstRange(of: storage)?.lowerBound)
        for place in start..<start + storage.count {
            var damaged = sound
            damaged[place] ^= 0x10
            let error = try refusal(of: damaged)
            #expect(error?.archiveDefect == .checksumMismatch(entry: "model/data/0"))
        }
    }

    /// An archive that opens.
    private let sound = torchFile(pickle(PickledTensor()))

    /// A sound archive in which one entry is changed.
    private static func with(_ name: String, _ change: (inout ZipEntry) -> Void) -> [UInt8] {
        var entries = torchEntries(pickle(PickledTensor()))
        for index in entries.indices where entries[index].name == name { change(&entries[index]) }
        return zip(entries)
    }

    /// A sound archive in which one storage is changed.
    private static func storage(_ change: (inout ZipEntry) -> Void) -> [UInt8] {
        with("model/data/0", change)
    }

    /// A sound archive whose end is changed.
    private static func end(_ tamper: (inout ZipEnd) -> Void) -> [UInt8] {
        zip(torchEntries(pickle(PickledTensor())), tamper: tamper)
    }

    private static let name = "model/data/0"

    static let entries: [Case] = [
        Case("deflate", storage { $0.method = 8 }, .compressed(entry: name, method: 8)),
        Case("encryption", storage { $0.flags |= 1 }, .encrypted(entry: name)),
        Case("strong encryption", storage { $0.flags |= 1 << 6 }, .encrypted(entry: name)),
        Case("an encrypted directory", storage { $0.flags |= 1 << 13 }, .encrypted(entry: name)),
        Case(
            "patch data",
            storage { $0.flags |= 1 << 5 },
            .unknownFlags(entry: name, flags: 0x828)
        ),
        Case("a wrong checksum", storage { $0.crc32 = 1 }, .checksumMismatch(entry: name)),
        Case(
            "a wrong checksum of the pickle",
            with("model/data.pkl") { $0.crc32 = 1 },
            .checksumMismatch(entry: "model/data.pkl")
        ),
        Case("two sizes", storage { $0.storedSize = 23 }, .sizesDiffer(entry: name)),
        Case("another volume", storage { $0.volume = 1 }, .severalVolumes),
        Case(
            "an entry inside another",
            storage { $0.position = 0 },
            .overlap(entry: name)
        ),
        Case(
            "an entry that overlaps the next",
            with("model/byteorder") { $0.position = 40 },
            .overlap(entry: "model/byteorder")
        ),
        Case(
            "an entry beyond the file",
            with("model/version") { $0.position = .max - 1 },
            .hole(entry: "model/version")
        ),
        Case(
            "a size beyond the file",
            storage { $0.size = .max - 1 },
            .localHeaderDisagrees(entry: name)
        ),
        Case("bytes between entries", storage { $0.junk = [1, 2] }, .hole(entry: name)),
        Case(
            "a local header at the wrong place",
            with("model/data.pkl") { $0.position = 1 },
            .hole(entry: "model/data.pkl")
        ),
        Case(
            "another local name",
            storage { $0.localName = "model/data/9" },
            .localHeaderDisagrees(entry: name)
        ),
        Case(
            "a longer local name",
            storage { $0.localName = "model/data/00" },
            .localHeaderDisagrees(entry: name)
        ),
        Case(
            "another local method",
            storage { $0.localMethod = 8 },
            .localHeaderDisagrees(entry: name)
        ),
        Case(
            "other local flags",
            storage { $0.localFlags = 0 },
            .localHeaderDisagrees(entry: name)
        ),
        Case(
            "another local size",
            storage { $0.localSize = 4 },
            .localHeaderDisagrees(entry: name)
        ),
        Case(
            "another local checksum",
            storage { $0.localCRC32 = 4 },
            .localHeaderDisagrees(entry: name)
        ),
        Case(
            "a local header without sizes and no descriptor",
            storage {
                $0.flags = 0
                $0.localSize = 0
            },
            .localHeaderDisagrees(entry: name)
        ),
        Case(
            "local extra fields beyond the file",
            storage { $0.localExtraLength = .max },
            .localHeaderDisagrees(entry: name)
        ),
        Case(
            "no data descriptor where one is announced",
            storage { $0.descriptor = [] },
            .dataDescriptorDisagrees(entry: name)
        ),
        Case(
            "a data descriptor with another checksum",
            storage { $0.descriptor = $0.rightDescriptor(flipping: 4) },
            .dataDescriptorDisagrees(entry: name)
        ),
        Case(
            "a data descriptor with another size",
            storage { $0.descriptor = $0.rightDescriptor(flipping: 8) },
            .dataDescriptorDisagrees(entry: name)
        ),
        Case(
            "a data descriptor with another second size",
            storage { $0.descriptor = $0.rightDescriptor(flipping: 12) },
            .dataDescriptorDisagrees(entry: name)
        ),
    ]

    /// A sound archive with more entries.
    private static func adding(_ names: String...) -> [UInt8] {
        zip(torchEntries(pickle(PickledTensor())) + names.map { ZipEntry(name: $0, data: [1]) })
    }

    static let names: [Case] = [
        Case("a storage twice", adding("model/data/0"), .duplicateEntry("model/data/0")),
        Case("a pickle twice", adding("model/data.pkl"), .duplicateEntry("model/data.pkl")),
        Case("a second folder", adding("other/data/1"), .severalFolders(entry: "other/data/1")),
        Case("TorchScript's constants", adding("model/constants.pkl"), .torchScript),
        Case("TorchScript's code", adding("model/code/__torch__.py"), .torchScript),
        Case("an entry without a folder", adding("data.pkl"), .unexpectedEntry("data.pkl")),
        Case("a folder without a name", adding("/data/1"), .unexpectedEntry("/data/1")),
        Case("a folder as entry", adding("model/"), .unexpectedEntry("model/")),
        Case("a way out", adding("model/../etc"), .unexpectedEntry("model/../etc")),
        Case("a deeper folder", adding("model/a/data/1"), .unexpectedEntry("model/a/data/1")),
        Case("an empty storage key", adding("model/data/"), .unexpectedEntry("model/data/")),
        Case("a storage key of letters", adding("model/data/x"), .unexpectedEntry("model/data/x")),
        Case("a key of other digits", adding("model/data/٣"), .unexpectedEntry("model/data/٣")),
        Case(
            "a NumPy archive",
            zip([ZipEntry(name: "a.npy", data: [])]),
            .unexpectedEntry("a.npy")
        ),
        Case("a name that is not UTF-8", storage { $0.nameBytes = [0xFF] }, .nameNotUTF8),
        Case(
            "no pickle",
            zip([ZipEntry(name: "model/version", data: [0x33])]),
            .missingEntry("data.pkl")
        ),
        Case(
            "big-endian numbers",
            with("model/byteorder") { $0.data = Array("big".utf8) },
            .byteOrder("big")
        ),
        Case(
            "a byte order in capitals",
            with("model/byteorder") { $0.data = Array("LITTLE".utf8) },
            .byteOrder("LITTLE")
        ),
    ]

    static let ends: [Case] = [
        Case("bytes behind the archive", torchFile(pickle(PickledTensor())) + [0], .noEndRecord),
        Case("a comment", end { $0.commentLength = 1 } + [0x21], .noEndRecord),
        Case("no end at all", Array("PK\u{3}\u{4}".utf8), .noEndRecord),
        Case(
            "a first archive behind which a second ends",
            torchFile(pickle(PickledTensor())) + torchFile(pickle(PickledTensor())),
            .endRecordsDisagree
        ),
        Case(
            "a first archive behind which a second ends, both old",
            end { $0.hasZip64 = false } + end { $0.hasZip64 = false },
            .misplacedDirectory
        ),
        Case(
            "a second end behind the first",
            end { _ in } + end { _ in }.suffix(22),
            .misplacedDirectory
        ),
        Case(
            "bytes in front of the directory",
            zip(torchEntries(pickle(PickledTensor())), gap: [0]),
            .holeBeforeDirectory
        ),
        Case("a volume number", end { $0.volume = 1 }, .severalVolumes),
        Case("a ZIP64 volume number", end { $0.zip64Volume = 1 }, .severalVolumes),
        Case(
            "a ZIP64 record that is not there",
            end { $0.zip64Signature = 0 },
            .endRecordsDisagree
        ),
        Case("a locator to elsewhere", end { $0.locatorPosition = 0 }, .endRecordsDisagree),
        Case("two counts", end { $0.count = 3 }, .endRecordsDisagree),
        Case("two directory sizes", end { $0.size -= 1 }, .endRecordsDisagree),
        Case("two directory positions", end { $0.offset -= 1 }, .endRecordsDisagree),
        Case(
            "a directory position that wraps around",
            end {
                $0.offset = .max
                $0.zip64Offset = .max
            },
            .misplacedDirectory
        ),
        Case(
            "fields full of ones and nowhere to look",
            end {
                $0.hasZip64 = false
                $0.offset = .max
            },
            .misplacedDirectory
        ),
        Case(
            "more entries than the directory has",
            end {
                $0.count = 5
                $0.zip64Count = 5
            },
            .malformedDirectory
        ),
        Case(
            "fewer entries than the directory has",
            end {
                $0.count = 3
                $0.zip64Count = 3
            },
            .malformedDirectory
        ),
        Case(
            "more entries than bytes",
            end {
                $0.count = .max
                $0.zip64Count = .max
            },
            .misplacedDirectory
        ),
        Case(
            "a ZIP64 field that is cut off",
            storage { $0.extra = [1, 0, 8, 0, 1] },
            .malformedDirectory
        ),
        Case(
            "two ZIP64 fields",
            storage { $0.extra = [1, 0, 0, 0, 1, 0, 0, 0] },
            .malformedDirectory
        ),
        Case("a wide number that is not there", storage { $0.size = .max }, .malformedDirectory),
    ]
}
