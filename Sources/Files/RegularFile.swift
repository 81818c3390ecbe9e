import Glibc

/// A regular file that is open for reading, for as long as the object lives.
///
/// It is read, not mapped: the kernel ends a process with `SIGBUS` that touches a mapping of a file
/// which somebody has shortened, and a server must survive an operator who copies over the file it
/// is loading.
package final class RegularFile: Sendable {
    private let descriptor: Int32
    private let modified: Int

    /// The size of the file in bytes when it was opened.
    package let count: Int

    /// Opens a file.
    package init(_ path: String) throws(FileFailure) {
        // Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFailure(errno: errno) }
        do throws(FileFailure) {
            let status = try Self.status(of: descriptor)
            switch status.st_mode & S_IFMT {
            case S_IFREG: break
            case S_IFDIR: throw .isDirectory
            default: throw .isNotRegularFile
            }
            count = Int(status.st_size)
            modified = Self.nanoseconds(status.st_mtim)
            self.descriptor = descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Reads part of the file.
    ///
    /// - Parameter range: Offsets within ``count``.
    /// - Returns: As many bytes.
    /// - Throws: ``FileFailure/changed`` if it has become shorter, or what the operating system
    ///   reports.
    package func read(_ range: Range<Int>) throws(FileFailure) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "inside the file")
        var failure: FileFailure?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count && failure == nil {
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                let offset = off_t(range.lowerBound + filled)
                let count = unsafe pread(descriptor, rest.baseAddress, rest.count, offset)
                switch count {
                case 1...: filled += count
                case 0: failure = .changed
                default: failure = errno == EINTR ? nil : FileFailure(errno: errno)
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Throws ``FileFailure/changed`` if anybody has written to the file since it was opened.
    package func checkIsUnchanged() throws(FileFailure) {
        let status = try Self.status(of: descriptor)
        guard status.st_size == count, Self.nanoseconds(status.st_mtim) == modified else {
            throw .changed
        }
    }

    private static func status(of descriptor: Int32) throws(FileFailure) -> stat {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileFailure(errno: errno) }
        return status
    }

    private static func nanoseconds(_ time: timespec) -> Int {
        time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
