import Glibc
import Zlib

/// A regular file mapped into memory, read-only, for as long as the object lives.
///
/// The kernel ends the process with `SIGBUS` if the file is shortened while it is read, so a file
/// in use must be replaced by renaming another over it, as ``SafetensorsWriter`` does.
@safe final class MappedFile: Sendable {
    // The mapping is read-only and lives until deinit, so any thread may read through it.
    private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    /// Maps a whole file.
    init(_ path: String) throws(OpenFailure) {
        // Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw OpenFailure(errno: errno) }
        defer { close(descriptor) }

        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw OpenFailure(errno: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .isDirectory
        default: throw .isNotRegularFile
        }
        guard status.st_size > 0 else { throw .isEmpty }

        let size = Int(status.st_size)
        let start = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let start = unsafe start, unsafe start != MAP_FAILED else {
            throw OpenFailure(errno: errno)
        }
        unsafe bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit {
        unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }

    /// The size of the file in bytes, at least 1.
    var count: Int { unsafe bytes.count }

    /// Lends part of the file.
    ///
    /// - Precondition: `range` lies inside the file.
    func withBytes<Result>(of range: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "inside the file")
        return body(unsafe UnsafeRawBufferPointer(rebasing: bytes[range]).bytes)
    }

    /// Copies part of the file, so that a parser works on bytes that nobody can change meanwhile.
    ///
    /// - Precondition: `range` lies inside the file.
    func copy(_ range: Range<Int>) -> [UInt8] {
        withBytes(of: range) { span in
            unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
        }
    }

    /// Copies the first bytes of the file, fewer if it is shorter.
    func prefix(_ maximum: Int) -> [UInt8] {
        copy(0..<min(maximum, count))
    }

    /// Returns the CRC-32 of part of the file.
    ///
    /// - Precondition: `range` lies inside the file.
    func checksum(of range: Range<Int>) -> UInt32 {
        withBytes(of: range) { CRC32.checksum(of: $0) }
    }
}
