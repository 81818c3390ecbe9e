import Glibc

/// A file in memory that takes one input after the other, for code that reads files by their path.
package final class ScratchFile: Sendable {
    private let descriptor: CInt

    /// A path at which this process finds the file; it has no name that could be left behind.
    package var path: String { "/proc/self/fd/\(descriptor)" }

    /// Creates an empty file.
    package init() {
        descriptor = unsafe memfd_create("landcover-fuzz", 0)
        expect(descriptor >= 0, "there is memory for a file")
    }

    deinit { close(descriptor) }

    /// Replaces what the file holds.
    package func write(_ bytes: [UInt8]) {
        let isEmpty = ftruncate(descriptor, 0) == 0
        let written = unsafe pwrite(descriptor, bytes, bytes.count, 0)
        expect(isEmpty && written == bytes.count, "there is memory for an input")
    }
}
