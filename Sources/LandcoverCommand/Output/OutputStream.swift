import Glibc

/// The reader of standard output has left; there is nobody to write for.
struct ReaderGone: Error {}

/// Where results go: standard output, or a file.
struct OutputStream: ~Copyable {
    private let descriptor: Int32
    private let name: String

    private init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit {
        if descriptor != STDOUT_FILENO { close(descriptor) }
    }

    /// Standard output.
    static var standard: OutputStream {
        // Writing to a reader that has left is then an error of the write, not a signal.
        signal(SIGPIPE, SIG_IGN)
        return OutputStream(descriptor: STDOUT_FILENO, name: "standard output")
    }

    /// A file, made or emptied; `-` is standard output, if that is no terminal.
    ///
    /// - Throws: A ``CommandFailure`` if it cannot be made.
    static func create(_ path: String) throws(CommandFailure) -> OutputStream {
        if path == "-" {
            guard isatty(STDOUT_FILENO) == 0 else {
                throw CommandFailure(
                    .usage,
                    "bytes are not for a terminal; send standard output to a file, or name one"
                )
            }
            return .standard
        }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .cannotCreate,
                "\(path) cannot be made: \(SystemError.current); write elsewhere"
            )
        }
        return OutputStream(descriptor: descriptor, name: path)
    }

    /// Writes text as UTF-8.
    ///
    /// - Throws: ``ReaderGone``, or a ``CommandFailure`` if the system refuses.
    func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    /// Writes all bytes.
    ///
    /// - Throws: ``ReaderGone``, or a ``CommandFailure`` if the system refuses.
    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EPIPE, descriptor == STDOUT_FILENO { throw ReaderGone() }
            guard written >= 0 else {
                throw CommandFailure(
                    .inputOutput,
                    "\(name) cannot be written: \(SystemError.current)"
                )
            }
            rest = rest.dropFirst(written)
        }
    }
}
