import FoundationEssentials
import Glibc

/// What the terminal can do, if there is one.
struct Terminal {
    /// Characters a line.
    let columns: Int

    /// Lines.
    let rows: Int

    /// The terminal that a descriptor leads to, or nil if it leads elsewhere.
    init?(_ descriptor: Int32) {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        columns = isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80
        rows = isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24
    }

    /// Where a bar may say how far a run is, or nil.
    ///
    /// Not beside a pipe: its reader most likely writes to the same terminal, into the bar.
    static var forProgress: Terminal? {
        var information = stat()
        let isPiped =
            unsafe fstat(STDOUT_FILENO, &information) == 0
            && information.st_mode & S_IFMT == S_IFIFO
        return isPiped ? nil : Terminal(STDERR_FILENO)
    }

    /// Whether colours are wanted (no-color.org) and understood.
    var showsColors: Bool {
        let environment = ProcessInfo.processInfo.environment
        return environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }
}
