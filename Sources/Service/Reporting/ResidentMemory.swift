import FoundationEssentials
import Glibc

/// The memory that this process holds.
enum ResidentMemory {
    /// The resident set's size in bytes, or 0 where the system does not tell.
    ///
    /// Source: proc(5), the second field of `/proc/self/statm`, in pages.
    static var bytes: UInt64 {
        guard let file = FileManager.default.contents(atPath: "/proc/self/statm") else { return 0 }
        let fields = String(decoding: file, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = UInt64(fields[1]) else { return 0 }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
