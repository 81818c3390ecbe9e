package import ImageCodecs
package import Zlib

/// Why one image of a data set cannot be used.
package enum ImageDefect: Error, Hashable, Sendable {
    /// It is no whole JPEG or PNG file.
    case undecodable(ImageError)
    /// The decoder went on past damage; `warning` is its sentence.
    case damaged(warning: String)
    /// What surrounds it in the archive contradicts the archive's directory.
    case misplacedInArchive
    /// It could not be decompressed.
    case undecompressible(InflateError)
    /// Its bytes do not have the CRC-32 that the archive states.
    case checksumMismatch
}

extension ImageDefect: CustomStringConvertible {
    /// What is wrong and what to do, as the end of a sentence.
    package var description: String {
        switch self {
        case .undecodable(let error): Self.continuing(error.description)
        case .damaged(let warning): Self.continuing(warning)
        case .misplacedInArchive:
            "its header contradicts the archive's directory; copy or download the archive again."
        case .undecompressible(let error): Self.continuing(error.description)
        case .checksumMismatch:
            "its CRC-32 is wrong; copy or download the archive again."
        }
    }

    /// A sentence as the continuation of another.
    private static func continuing(_ sentence: String) -> String {
        sentence.prefix(1).lowercased() + sentence.dropFirst()
    }
}
