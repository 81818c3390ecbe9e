import Glibc

/// A regular file that is open for reading, for as long as the object lives.
///
/// It is read rather than mapped: a file that is shortened meanwhile then fails to be read instead
/// of ending the process.
final class RegularFile: Sendable {
    private let descriptor: Int32

    /// The size of the file in bytes when it was opened.
    let count: Int

    /// Opens a file.
    init(_ path: String) throws(FileFailure) {
        // Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFailure(errno: errno) }
        var status = stat()
        let failure: FileFailure? =
            if unsafe fstat(descriptor, &status) != 0 {
                FileFailure(errno: errno)
            } else if status.st_mode & S_IFMT == S_IFDIR {
                .isDirectory
            } else if status.st_mode & S_IFMT != S_IFREG {
                .isNotRegularFile
            } else {
                nil
            }
        if let failure {
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads part of the file.
    ///
    /// - Parameter range: Offsets within ``count``.
    /// - Returns: As many bytes.
    /// - Throws: ``FileFailure/shrank``, or what the operating system reports.
    func read(_ range: Range<Int>) throws(FileFailure) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "inside the file")
        var failure: FileFailure?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count && failure == nil {
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                let offset = off_t(range.lowerBound + filled)
                let count = unsafe pread(descriptor, rest.baseAddress, rest.count, offset)
                switch count {
                case 1...: filled += count
                case 0: failure = .shrank
                default: failure = errno == EINTR ? nil : FileFailure(errno: errno)
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

/// The most bytes that a single image or list is read of.
let maximumFileByteCount = 64 << 20

/// Reads a file of at most ``maximumFileByteCount``.
func readWholeFile(_ path: String) throws(DatasetError) -> [UInt8] {
    do throws(FileFailure) {
        let file = try RegularFile(path)
        if file.count <= maximumFileByteCount { return try file.read(0..<file.count) }
    } catch {
        throw .unreadable(path: path, error)
    }
    throw .fileTooLarge(path: path, maximum: maximumFileByteCount)
}
