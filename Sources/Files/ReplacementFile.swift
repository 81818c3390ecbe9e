import Glibc

/// A new file that takes the place of another only when it is complete.
///
/// Until then it has no name, so that nothing is left of it when the process ends, be it killed;
/// where the file system does not know such files, it has another name in the same folder, which is
/// removed when the file is dropped. The file at the path is untouched until the new one replaces it.
package struct ReplacementFile: ~Copyable {
    private let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private var hasTemporaryName: Bool

    /// `open(2)`'s flag for a file without a name, `__O_TMPFILE` of Linux, which is not imported.
    private static let nameless: Int32 = 0o20_000_000

    /// Creates the new file, with the permissions that the process's umask leaves.
    package init(at path: String) throws(WriteFailure) {
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporaryPath = "\(path).\(suffix).partial"
        let flags = O_WRONLY | O_CLOEXEC
        var descriptor = unsafe open(
            Self.folder(of: path),
            flags | O_DIRECTORY | Self.nameless,
            0o666
        )
        let isNameless = descriptor >= 0
        if !isNameless {
            descriptor = unsafe open(temporaryPath, flags | O_CREAT | O_EXCL, 0o666)
        }
        guard descriptor >= 0 else { throw Self.failure(path) }
        self.path = path
        self.temporaryPath = temporaryPath
        self.descriptor = descriptor
        hasTemporaryName = !isNameless
    }

    /// Replaces a file with these bytes, all at once.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(WriteFailure) {
        let file = try ReplacementFile(at: path)
        try file.write(unsafe bytes.span.bytes, at: 0)
        try file.commit()
    }

    deinit {
        close(descriptor)
        if hasTemporaryName { unsafe unlink(temporaryPath) }
    }

    /// Writes bytes at a place, which may lie beyond the end.
    package func write(_ bytes: RawSpan, at position: Int) throws(WriteFailure) {
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
    package consuming func commit() throws(WriteFailure) {
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
        if !hasTemporaryName {
            // Only a name can be renamed over another.
            let link = "/proc/self/fd/\(descriptor)"
            guard unsafe linkat(AT_FDCWD, link, AT_FDCWD, temporaryPath, AT_SYMLINK_FOLLOW) == 0
            else { throw Self.failure(path) }
            hasTemporaryName = true
        }
        guard unsafe rename(temporaryPath, path) == 0 else { throw Self.failure(path) }
        hasTemporaryName = false
        // The rename itself is on the disk when its folder is.
        let folder = unsafe open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.failure(path) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func failure(_ path: String) -> WriteFailure {
        WriteFailure(path: path, reason: systemMessage(errno))
    }
}
