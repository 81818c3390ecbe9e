import Glibc

/// What the system says about the last call that failed.
enum SystemError {
    /// The system's words for `errno`, such as `No such file or directory`.
    static var current: String {
        // Glibc keeps the text for each thread apart since 2.32.
        unsafe String(cString: strerror(errno))
    }
}
