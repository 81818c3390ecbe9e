import Glibc

/// The variables of this process.
package enum ProcessEnvironment {
    /// A variable's value.
    package static func value(of name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Removes a variable and returns what it was.
    ///
    /// Its bytes are overwritten first: `/proc/PID/environ` shows the memory that the process was
    /// started with, whether or not a variable still points there, and so does a core dump.
    package static func take(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        unsafe explicit_bzero(value, strlen(value))
        unsafe unsetenv(name)
        return text
    }
}
