import Glibc

/// A new file that takes the place of another only when it is complete.
///
/// It is written under another name in the same folder and renamed at the end; if it is dropped
/// before, or the process ends, the file at the path is untouched.
package struct ReplacementFile: ~Copyable {
    private let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private var isInPlace = false

    /// Creates the new file beside `path`, with the permissions that the process's umask leaves.
    package init(at path: String) throws(TensorFileError) {
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporaryPath = "\(path).\(suffix).partial"
        let descriptor = unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(path) }
        self.path = path
        self.temporaryPath = temporaryPath
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        if !isInPlace { unsafe unlink(temporaryPath) }
    }

    /// Writes bytes at a place, which may lie beyond the end.
    package func write(_ bytes: RawSpan, at position: Int) throws(TensorFileError) {
        var written = 0
        while written < bytes.byteCount {
            let count = unsafe bytes.extracting(droppingFirst: written).withUnsafeBytes { rest in
                unsafe pwrite(descriptor, rest.baseAddress, rest.count, position + written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            written += count
        }
    }

    /// Puts the file in place, once its bytes are on the disk.
    package consuming func commit() throws(TensorFileError) {
        guard fsync(descriptor) == 0, unsafe rename(temporaryPath, path) == 0 else {
            throw Self.failure(path)
        }
        isInPlace = true
        // The rename itself is on the disk when its folder is.
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let folderDescriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folderDescriptor >= 0 else { throw Self.failure(path) }
        defer { close(folderDescriptor) }
        guard fsync(folderDescriptor) == 0 else { throw Self.failure(path) }
    }

    private static func failure(_ path: String) -> TensorFileError {
        .cannotWrite(file: path, reason: systemMessage(errno))
    }
}
