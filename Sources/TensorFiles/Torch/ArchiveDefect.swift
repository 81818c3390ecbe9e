/// Why the ZIP archive of a `torch.save` file is refused.
package enum ArchiveDefect: Error, Hashable, Sendable {
    /// The last bytes of the file are not the end of an archive.
    case noEndRecord
    /// The archive claims to be one of several volumes.
    case severalVolumes
    /// The end of the archive and its ZIP64 counterpart contradict each other.
    case endRecordsDisagree
    /// The directory does not lie directly in front of the end of the archive.
    case misplacedDirectory
    /// The directory takes more bytes than are allowed here.
    case directoryTooLarge(Int)
    /// The directory has another number of entries than it claims, or an entry is cut off.
    case malformedDirectory
    /// An entry's name is not UTF-8.
    case nameNotUTF8
    /// An entry has a name that `torch.save` does not write.
    case unexpectedEntry(String)
    /// The archive holds a TorchScript program.
    case torchScript
    /// Two entries have the same name.
    case duplicateEntry(String)
    /// An entry lies in another top folder than the entries in front of it.
    case severalFolders(entry: String)
    /// An entry is compressed.
    case compressed(entry: String, method: Int)
    /// An entry is encrypted.
    case encrypted(entry: String)
    /// An entry has flags that `torch.save` does not set.
    case unknownFlags(entry: String, flags: Int)
    /// An entry that is stored as it is has two sizes.
    case sizesDiffer(entry: String)
    /// What precedes an entry's bytes contradicts the directory, or is not there.
    case localHeaderDisagrees(entry: String)
    /// What follows an entry's bytes contradicts the directory, or is not there.
    case dataDescriptorDisagrees(entry: String)
    /// An entry begins before the one in front of it has ended.
    case overlap(entry: String)
    /// Bytes in front of an entry belong to none.
    case hole(entry: String)
    /// Bytes between the last entry and the directory belong to none.
    case holeBeforeDirectory
    /// An entry's bytes do not have the checksum that the directory states.
    case checksumMismatch(entry: String)
    /// An entry that every `torch.save` file has is not there.
    case missingEntry(String)
    /// The file was written on a machine of another byte order.
    case byteOrder(String)
}

extension ArchiveDefect: CustomStringConvertible {
    /// What is wrong, as the end of a sentence.
    package var description: String {
        switch self {
        case .noEndRecord:
            "its ZIP archive is cut off or followed by other bytes"
        case .severalVolumes:
            "its ZIP archive is one of several volumes"
        case .endRecordsDisagree:
            "the end of its ZIP archive contradicts itself"
        case .misplacedDirectory:
            "its ZIP archive is not one whole archive from the first byte to the last"
        case .directoryTooLarge(let size):
            "the directory of its ZIP archive claims \(size) bytes"
        case .malformedDirectory:
            "the directory of its ZIP archive is damaged"
        case .nameNotUTF8:
            "an entry of its ZIP archive has a name that is not UTF-8"
        case .unexpectedEntry(let entry):
            "it has the entry \(quoted(entry)), which torch.save does not write"
        case .torchScript:
            "it is a TorchScript program, not a state_dict"
        case .duplicateEntry(let entry):
            "it has the entry \(quoted(entry)) twice"
        case .severalFolders(let entry):
            "its entry \(quoted(entry)) lies in another folder than those in front of it"
        case .compressed(let entry, let method):
            "its entry \(quoted(entry)) is compressed (ZIP method \(method))"
        case .encrypted(let entry):
            "its entry \(quoted(entry)) is encrypted"
        case .unknownFlags(let entry, let flags):
            "its entry \(quoted(entry)) has the unknown ZIP flags 0x\(String(flags, radix: 16))"
        case .sizesDiffer(let entry):
            "its entry \(quoted(entry)) is stored as it is and yet has two sizes"
        case .localHeaderDisagrees(let entry):
            "the header of its entry \(quoted(entry)) contradicts the directory"
        case .dataDescriptorDisagrees(let entry):
            "the data descriptor of its entry \(quoted(entry)) contradicts the directory"
        case .overlap(let entry):
            "its entry \(quoted(entry)) overlaps the one in front of it"
        case .hole(let entry):
            "bytes in front of its entry \(quoted(entry)) belong to no entry"
        case .holeBeforeDirectory:
            "bytes in front of the directory of its ZIP archive belong to no entry"
        case .checksumMismatch(let entry):
            "its entry \(quoted(entry)) is damaged: the CRC-32 is wrong"
        case .missingEntry(let entry):
            "it lacks the entry \(quoted(entry))"
        case .byteOrder(let order):
            "its byte order is \(quoted(order)), and only \"little\" is read"
        }
    }
}
