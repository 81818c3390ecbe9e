import FoundationEssentials
import Glibc

/// What this process takes of the machine.
package enum ProcessUsage {
    /// The resident set's size in bytes, or 0 where the system does not tell.
    ///
    /// Source: proc(5), the second field of `/proc/self/statm`, in pages.
    package static var residentBytes: UInt64 {
        guard let file = FileManager.default.contents(atPath: "/proc/self/statm") else { return 0 }
        let fields = String(decoding: file, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = UInt64(fields[1]) else { return 0 }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Descriptors that are open, or 0 where the system does not tell.
    static var openDescriptors: Int {
        // One of them reads the folder.
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return names.map { max(0, $0.count - 1) } ?? 0
    }

    /// The time that all threads together have computed.
    static var processorTime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
