import Glibc

/// A block of memory that tensors live in: zeroed, aligned for every kernel, freed with its owner.
///
/// Blocks of two mebibytes and more ask the kernel for huge pages: weights are read from end to
/// end for every image, and their page-table misses are a measurable part of it.
@safe package final class AlignedBuffer {
    /// The smallest alignment of a tensor within a buffer: a cache line and an AVX-512 register.
    package static let alignment = 64

    /// The size in bytes.
    package let byteCount: Int

    private let start: UnsafeMutableRawPointer

    private static let hugePage = 2 << 20

    /// Allocates `byteCount` bytes of zeros.
    ///
    /// - Throws: ``DNNLError`` with status `outOfMemory`.
    package init(byteCount: Int) throws(DNNLError) {
        precondition(byteCount >= 0, "a buffer has no negative size")
        let alignment = byteCount >= Self.hugePage ? Self.hugePage : Self.alignment
        let padded = (max(byteCount, 1) + alignment - 1) / alignment * alignment
        guard let start = unsafe aligned_alloc(alignment, padded) else {
            throw DNNLError(status: .outOfMemory, function: "aligned_alloc")
        }
        if alignment == Self.hugePage {
            // Advice: where the kernel refuses it, everything works, a little slower.
            _ = unsafe madvise(start, padded, MADV_HUGEPAGE)
        }
        unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: padded)
        unsafe self.start = unsafe start
        self.byteCount = byteCount
    }

    deinit {
        unsafe free(start)
    }

    /// The address of the byte at `offset`; valid as long as the buffer lives.
    func address(at offset: Int) -> UnsafeMutableRawPointer {
        unsafe start + offset
    }
}
