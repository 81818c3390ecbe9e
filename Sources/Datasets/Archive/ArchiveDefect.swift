package import Files

/// Why a ZIP archive is refused as a whole.
package enum ArchiveDefect: Error, Hashable, Sendable {
    /// The file cannot be read.
    case unreadable(FileFailure)
    /// The file does not end as an archive does.
    case noEndRecord
    /// The archive claims to be one of several volumes.
    case severalVolumes
    /// The archive uses the ZIP64 extension.
    case zip64
    /// The directory does not lie directly in front of the end of the archive.
    case misplacedDirectory
    /// The directory takes more bytes than are allowed here.
    case directoryTooLarge(Int)
    /// The directory has another number of entries than it claims, or an entry is cut off.
    case malformedDirectory
    /// An entry's name is not UTF-8.
    case nameNotUTF8
    /// An entry's name has more bytes or folders than are allowed here.
    case nameTooLong(entry: String)
    /// Two entries have the same name.
    case duplicateEntry(String)
    /// An entry is encrypted.
    case encrypted(entry: String)
    /// An entry is compressed by a method other than deflate.
    case unknownMethod(entry: String, method: Int)
    /// An entry has more bytes than are allowed here.
    case entryTooLarge(entry: String, byteCount: Int)
    /// An entry that is stored as it is has two sizes.
    case sizesDiffer(entry: String)
    /// An entry begins before the one in front of it has ended, or in the directory.
    case overlap(entry: String)
}

extension ArchiveDefect: CustomStringConvertible {
    /// What is wrong and what to do, as the end of a sentence.
    package var description: String {
        switch self {
        case .unreadable(let failure):
            failure.description
        case .noEndRecord:
            "its end is missing; give a folder or a whole .zip, and copy it again if it is one"
        case .severalVolumes:
            "it is one of several volumes; join them"
        case .zip64:
            "it uses ZIP64; unpack it and give the folder"
        case .misplacedDirectory:
            "its directory is not where its end says; copy or download it again"
        case .directoryTooLarge(let byteCount):
            "its directory claims \(byteCount) bytes; unpack it and give the folder"
        case .malformedDirectory:
            "its directory is damaged; copy or download it again"
        case .nameNotUTF8:
            "an entry has a name that is not UTF-8; unpack it and give the folder"
        case .nameTooLong(let entry):
            "the name of its entry \(quoted(entry, limit: 80)) is too long; shorten it"
        case .duplicateEntry(let entry):
            "it has the entry \(quoted(entry)) twice; pack it again"
        case .encrypted(let entry):
            "its entry \(quoted(entry)) is encrypted; unpack it and give the folder"
        case .unknownMethod(let entry, let method):
            "its entry \(quoted(entry)) is compressed by method \(method), not by deflate; "
                + "unpack it and give the folder"
        case .entryTooLarge(let entry, let byteCount):
            "its entry \(quoted(entry)) claims \(byteCount) bytes; remove it"
        case .sizesDiffer(let entry):
            "its entry \(quoted(entry)) is stored as it is and yet has two sizes; pack it again"
        case .overlap(let entry):
            "its entry \(quoted(entry)) overlaps another; pack it again"
        }
    }
}
