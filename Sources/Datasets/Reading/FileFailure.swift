import Glibc

/// Why a file or folder could not be read.
package enum FileFailure: Error, Hashable, Sendable {
    /// Nothing has this path.
    case doesNotExist
    /// The path leads to a folder where a file is needed.
    case isDirectory
    /// The path leads to a device, a pipe or a socket.
    case isNotRegularFile
    /// This user may not read it, or may not enter a folder above it.
    case permissionDenied
    /// The file became shorter while it was read.
    case shrank
    /// A name in the folder is not UTF-8.
    case nameNotUTF8
    /// The operating system reported something else.
    case system(message: String)

    /// Names what the operating system reported.
    init(errno code: Int32) {
        self =
            switch code {
            case ENOENT: .doesNotExist
            case EACCES, EPERM: .permissionDenied
            // Glibc keeps the text for each thread apart since 2.32.
            default: .system(message: unsafe String(cString: strerror(code)))
            }
    }
}

extension FileFailure: CustomStringConvertible {
    /// What is wrong and what to do, as the end of a sentence.
    package var description: String {
        switch self {
        case .doesNotExist: "there is nothing of that name; check the path"
        case .isDirectory: "it is a folder; name a file"
        case .isNotRegularFile: "it is not a regular file; copy its contents to one"
        case .permissionDenied: "permission is denied; make it readable for this user"
        case .shrank: "it became shorter while it was read; try again when nobody writes to it"
        case .nameNotUTF8: "it holds a name that is not UTF-8; rename that file"
        case .system(let message): "the system reports: \(message)"
        }
    }
}
