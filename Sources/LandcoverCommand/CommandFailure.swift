/// The reason why a command, or its work on one file, failed.
package struct CommandFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// How the run ends.
    package let status: Sysexit

    /// One sentence: what failed, on what, and what to do.
    package let description: String

    /// States a failure.
    package init(_ status: Sysexit, _ description: String) {
        self.status = status
        self.description = description
    }
}
