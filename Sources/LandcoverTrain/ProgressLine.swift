import Glibc

/// A percentage on standard error while something long runs; silent unless that is a terminal.
struct ProgressLine {
    private let label: String
    private let isTerminal = isatty(STDERR_FILENO) == 1

    /// Prepares a line that begins with `label`.
    init(label: String) {
        self.label = label
    }

    /// Shows how much is done, 0…1.
    func show(_ share: Double) {
        guard isTerminal else { return }
        write("\r\(label): \(Int(share * 100)) %")
    }

    /// Removes the line.
    func clear() {
        guard isTerminal else { return }
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        StandardError.write(text)
    }
}

/// The stream for what is not the program's result.
enum StandardError {
    /// Writes text at once.
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // Where even this fails there is nobody left to tell.
            _ = unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}

/// Says on standard error what went wrong.
func complain(_ message: String) {
    StandardError.write("landcover-train: \(message)\n")
}
