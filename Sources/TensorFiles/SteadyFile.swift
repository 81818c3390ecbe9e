import Files
import Synchronization
import Zlib

/// A file that is read in pieces and must stay as it is meanwhile.
///
/// What cannot be read comes as zeros, and ``failure`` says so; whoever reads asks for it before
/// believing what was read. So the parsers of formats know of no other defects than their own.
final class SteadyFile: Sendable {
    /// The size of the file in bytes when it was opened, at least 1.
    let count: Int

    private let file: RegularFile
    private let readFailure = Mutex<FileFailure?>(nil)

    /// Bytes that a checksum reads at once.
    private static let pieceSize = 1 << 20

    /// Opens a file.
    init(_ path: String) throws(FileFailure) {
        file = try RegularFile(path)
        count = file.count
        guard count > 0 else { throw .isEmpty }
    }

    /// Why what was read so far cannot be trusted; nil while it can.
    var failure: FileFailure? {
        if let failure = readFailure.withLock({ $0 }) { return failure }
        do throws(FileFailure) {
            try file.checkIsUnchanged()
            return nil
        } catch {
            return error
        }
    }

    /// Lends a copy of part of the file.
    ///
    /// - Precondition: `range` lies inside the file.
    func withBytes<Result>(of range: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
        let bytes = copy(range)
        return body(unsafe bytes.span.bytes)
    }

    /// Copies part of the file, so that a parser works on bytes that nobody can change meanwhile.
    ///
    /// - Precondition: `range` lies inside the file.
    func copy(_ range: Range<Int>) -> [UInt8] {
        do throws(FileFailure) {
            return try file.read(range)
        } catch {
            readFailure.withLock { $0 = $0 ?? error }
            return [UInt8](repeating: 0, count: range.count)
        }
    }

    /// Copies the first bytes of the file, fewer if it is shorter.
    func prefix(_ maximum: Int) -> [UInt8] {
        copy(0..<min(maximum, count))
    }

    /// Returns the CRC-32 of part of the file.
    ///
    /// - Precondition: `range` lies inside the file.
    func checksum(of range: Range<Int>) -> UInt32 {
        var checksum = CRC32()
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.pieceSize) {
            let end = min(start + Self.pieceSize, range.upperBound)
            withBytes(of: start..<end) { checksum.update($0) }
        }
        return checksum.value
    }
}
