import Glibc

/// A file in memory that takes one input after the other, for code that reads files by their path.
package final class ScratchFile: Sendable {
    private let descriptor: CInt

    /// A path at which this process finds the file; it has no name that could be left behind.
    package var path: String { "/proc/self/fd/\(descriptor)" }

    /// Creates an empty file.
    package init() {
        var name = Array("/dev/shm/landcover-fuzz.XXXXXX".utf8CString)
        descriptor = unsafe mkstemp(&name)
        expect(descriptor >= 0, "/dev/shm takes a file")
        _ = unsafe unlink(name)
    }

    deinit { close(descriptor) }

    /// Replaces what the file holds.
    package func write(_ bytes: [UInt8]) {
        let isEmpty = ftruncate(descriptor, 0) == 0
        let written = unsafe pwrite(descriptor, bytes, bytes.count, 0)
        expect(isEmpty && written == bytes.count, "/dev/shm has room for an input")
    }
}
