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
    /// The file has no bytes.
    case isEmpty
    /// Somebody wrote to the file while it was read.
    case changed
    /// A name in the folder is not UTF-8.
    case nameNotUTF8
    /// The operating system reported something else.
    case system(message: String)

    /// Names what the operating system reported.
    package init(errno code: Int32) {
        self =
            switch code {
            case ENOENT: .doesNotExist
            case EACCES, EPERM: .permissionDenied
            default: .system(message: systemMessage(code))
            }
    }
}

extension FileFailure: CustomStringConvertible {
    /// What is wrong with the path and what to do, as the end of a sentence.
    package var description: String {
        switch self {
        case .doesNotExist: "there is no such file; check the path"
        case .isDirectory: "it is a folder; name the file inside it"
        case .isNotRegularFile: "it is not a regular file; copy its contents to one"
        case .permissionDenied: "permission is denied; make it readable for this user"
        case .isEmpty: "it is empty; copy or download it again"
        case .changed:
            "it changed while it was read; write a new file and rename it over the old one"
        case .nameNotUTF8: "it holds a name that is not UTF-8; rename that file"
        case .system(let message): "the system reports: \(message)"
        }
    }
}

/// A file that could not be written.
package struct WriteFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it would have been.
    package let path: String

    /// The operating system's own words.
    package let reason: String

    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        "cannot write \(path): \(reason); check the folder, its permissions and the free space"
    }
}

/// Returns the operating system's own words for an `errno` value.
func systemMessage(_ code: Int32) -> String {
    // Glibc keeps the text for each thread apart since 2.32.
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
