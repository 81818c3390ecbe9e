import Glibc
import PlainText

/// What is said beside the results, on standard error.
enum Diagnostics {
    /// Says one sentence under the program's name.
    static func say(_ sentence: String) {
        write("landcover: \(sentence.printable)\n")
    }

    /// Writes as it is; a standard error that cannot be written has nobody to complain to.
    static func write(_ text: String) {
        var text = text
        _ = text.withUTF8 { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
