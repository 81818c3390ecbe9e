import FoundationEssentials
import Glibc

/// The file that keeps what was compared, a JSON object a line, so that a run can be resumed.
///
/// A line is written in one piece when its image is done. What a killed run left of a last line is
/// taken away.
package final class ComparisonLog: Sendable {
    private let descriptor: Int32
    private let path: String

    /// What the file held when it was opened, the last line of each image.
    package let records: [ComparisonRecord]

    /// Opens the file at `path`, or makes it.
    ///
    /// - Throws: A ``CommandFailure`` if it cannot be, or holds something else.
    package init(resuming path: String) throws(CommandFailure) {
        self.path = path
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .cannotCreate,
                "\(path) cannot be opened: \(SystemError.current); name another file"
            )
        }
        do throws(CommandFailure) {
            records = try Self.read(path, descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Adds an image.
    package func write(_ record: ComparisonRecord) throws(CommandFailure) {
        let bytes = Array(try record.line.utf8)
        let written = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        guard written == bytes.count else {
            throw CommandFailure(
                .inputOutput,
                "\(path) cannot be written: \(SystemError.current)"
            )
        }
    }

    private static func read(
        _ path: String,
        _ descriptor: Int32
    ) throws(CommandFailure) -> [ComparisonRecord] {
        guard let file = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.noInput, "\(path) cannot be read; mend its permissions")
        }
        let end = file.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        guard end == file.count || ftruncate(descriptor, end) == 0 else {
            throw CommandFailure(
                .inputOutput,
                "\(path) ends in half a line that cannot be taken away: \(SystemError.current)"
            )
        }
        let decoder = JSONDecoder()
        var order: [String] = []
        var latest: [String: ComparisonRecord] = [:]
        for (index, line) in file[..<end].split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let record = try? decoder.decode(ComparisonRecord.self, from: line) else {
                throw CommandFailure(
                    .dataError,
                    "\(path): line \(index + 1) is not a result of landcover compare; "
                        + "name another file"
                )
            }
            if latest.updateValue(record, forKey: record.file) == nil { order.append(record.file) }
        }
        return order.compactMap { latest[$0] }
    }
}

extension ComparisonRecord {
    /// The record as a line of JSON.
    package var line: String {
        get throws(CommandFailure) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            guard let bytes = try? encoder.encode(self) else {
                throw CommandFailure(.software, "\(file): the result cannot be written as JSON")
            }
            return String(decoding: bytes, as: UTF8.self) + "\n"
        }
    }
}
