import Glibc

/// A block of memory that tensors live in: zeroed, aligned for every kernel, freed with its owner.
///
/// Blocks of two mebibytes and more come from the kernel directly and go back to it at once, and ask
/// it for huge pages: weights are read from end to end for every image, and their page-table misses
/// are a measurable part of it.
@safe package final class AlignedBuffer {
    /// The smallest alignment of a tensor within a buffer: a cache line and an AVX-512 register.
    package static let alignment = 64

    /// The size in bytes.
    package let byteCount: Int

    private let start: UnsafeMutableRawPointer

    /// The size of a block that the kernel gave; nil if it is the heap's.
    private let mappedByteCount: Int?

    private static let hugePage = 2 << 20

    /// Allocates `byteCount` bytes of zeros.
    ///
    /// - Throws: ``DNNLError`` with status `outOfMemory`.
    package init(byteCount: Int) throws(DNNLError) {
        precondition(byteCount >= 0, "a buffer has no negative size")
        self.byteCount = byteCount
        if byteCount >= Self.hugePage {
            let size = Self.rounded(byteCount, to: Self.hugePage)
            unsafe start = try Self.mapped(size)
            mappedByteCount = size
        } else {
            let size = Self.rounded(max(byteCount, 1), to: Self.alignment)
            guard let start = unsafe aligned_alloc(Self.alignment, size) else {
                throw DNNLError(status: .outOfMemory, function: "aligned_alloc")
            }
            unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            unsafe self.start = unsafe start
            mappedByteCount = nil
        }
    }

    deinit {
        if let mappedByteCount {
            unsafe munmap(start, mappedByteCount)
        } else {
            unsafe free(start)
        }
    }

    /// The address of the byte at `offset`; valid as long as the buffer lives.
    func address(at offset: Int) -> UnsafeMutableRawPointer {
        unsafe start + offset
    }

    /// Maps zeroed memory that begins where a huge page may: more than is wanted, less what is
    /// before and behind.
    private static func mapped(_ size: Int) throws(DNNLError) -> UnsafeMutableRawPointer {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        let whole = unsafe mmap(nil, size + hugePage, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let whole = unsafe whole, unsafe whole != MAP_FAILED else {
            throw DNNLError(status: .outOfMemory, function: "mmap")
        }
        let before = rounded(Int(bitPattern: whole), to: hugePage) - Int(bitPattern: whole)
        let start = unsafe whole + before
        if before > 0 { unsafe munmap(whole, before) }
        if before < hugePage { unsafe munmap(start + size, hugePage - before) }
        // Advice: where the kernel refuses it, everything works, a little slower.
        _ = unsafe madvise(start, size, MADV_HUGEPAGE)
        return unsafe start
    }

    private static func rounded(_ number: Int, to multiple: Int) -> Int {
        (number + multiple - 1) / multiple * multiple
    }
}
