import Files

/// The most bytes that a single image or list is read of.
let maximumFileByteCount = 64 << 20

/// Reads a file of at most ``maximumFileByteCount``.
func readWholeFile(_ path: String) throws(DatasetError) -> [UInt8] {
    do throws(FileFailure) {
        let file = try RegularFile(path)
        if file.count <= maximumFileByteCount { return try file.read(0..<file.count) }
    } catch {
        throw .unreadable(path: path, error)
    }
    throw .fileTooLarge(path: path, maximum: maximumFileByteCount)
}
