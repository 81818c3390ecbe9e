import Glibc

/// Why a file could not be mapped.
package enum OpenFailure: Error, Hashable, Sendable {
    /// Nothing has this path.
    case doesNotExist
    /// The path leads to a folder.
    case isDirectory
    /// The path leads to a device, a pipe or a socket.
    case isNotRegularFile
    /// This user may not read the file, or may not enter a folder above it.
    case permissionDenied
    /// The file has no bytes.
    case isEmpty
    /// The operating system reported something else.
    case system(message: String)

    /// Names what the operating system reported.
    init(errno code: Int32) {
        self =
            switch code {
            case ENOENT: .doesNotExist
            case EACCES, EPERM: .permissionDenied
            default: .system(message: systemMessage(code))
            }
    }
}

extension OpenFailure: CustomStringConvertible {
    /// What is wrong with the path and what to do, as the end of a sentence.
    package var description: String {
        switch self {
        case .doesNotExist: "there is no such file; check the path"
        case .isDirectory: "it is a folder; name the file inside it"
        case .isNotRegularFile: "it is not a regular file; copy its contents to one"
        case .permissionDenied: "permission is denied; make it readable for this user"
        case .isEmpty: "it is empty; copy or download it again"
        case .system(let message): "the system reports: \(message)"
        }
    }
}

/// Returns the operating system's own words for an `errno` value.
func systemMessage(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
