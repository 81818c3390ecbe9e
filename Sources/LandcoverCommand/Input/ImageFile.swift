import Glibc
import Wire

extension ImageSource {
    /// Reads the whole image file.
    ///
    /// - Throws: A ``CommandFailure`` if it cannot be read, is empty, or is longer than a request may be.
    package func read() throws(CommandFailure) -> [UInt8] {
        switch self {
        case .unusable(_, let failure):
            throw failure
        case .standardInput:
            return try Self.readAll(STDIN_FILENO)
        case .file(let path):
            let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw CommandFailure(.noInput, "cannot be opened: \(SystemError.current)")
            }
            defer { close(descriptor) }
            return try Self.readAll(descriptor)
        }
    }

    private static func readAll(_ descriptor: Int32) throws(CommandFailure) -> [UInt8] {
        // Room for the fields around the image, which the daemon's limit covers too.
        let limit = Limits.requestBytes - 1024
        var information = stat()
        let isKnown = unsafe fstat(descriptor, &information) == 0
        let size = isKnown ? Int(information.st_size) : 0
        var bytes: [UInt8] = []
        // One more byte than is expected, so that the end is seen without another round.
        var room = max(size + 1, 65_536)
        while true {
            guard max(size, bytes.count) <= limit else {
                throw CommandFailure(
                    .dataError,
                    "is longer than the \(limit) bytes that fit into a request; reduce the image"
                )
            }
            let part = try readSome(descriptor, atMost: room)
            if part.isEmpty { break }
            bytes += part
            room = 65_536
        }
        guard !bytes.isEmpty else {
            throw CommandFailure(.dataError, "is empty; give a whole JPEG or PNG file")
        }
        return bytes
    }

    private static func readSome(
        _ descriptor: Int32,
        atMost count: Int
    ) throws(CommandFailure) -> [UInt8] {
        var received = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            repeat {
                received = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
            } while received < 0 && errno == EINTR
            filled = max(0, received)
        }
        guard received >= 0 else {
            throw CommandFailure(.noInput, "cannot be read: \(SystemError.current)")
        }
        return bytes
    }
}
