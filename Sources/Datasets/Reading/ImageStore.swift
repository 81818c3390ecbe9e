import Files

/// Where images lie in folders: a folder on disk, or an archive.
///
/// Paths are relative, with slashes; the empty path is the top.
protocol ImageStore {
    /// The path that errors give it.
    var source: String { get }

    /// Looks into a folder.
    func list(_ folder: String) throws(DatasetError) -> FolderListing

    /// Reads the bytes of a file.
    ///
    /// - Parameter path: A file that ``list(_:)`` named.
    /// - Returns: The bytes, or what is wrong with this file alone.
    /// - Throws: A ``DatasetError`` if the store itself cannot be read.
    func read(_ path: String) throws(DatasetError) -> Result<[UInt8], ImageDefect>
}

/// Opens the store at a path: a folder, or else a ZIP archive.
func openImageStore(_ path: String) throws(DatasetError) -> any ImageStore {
    let file: RegularFile
    do throws(FileFailure) {
        file = try RegularFile(path)
    } catch .isDirectory {
        return ImageFolder(source: path)
    } catch {
        throw .unreadable(path: path, error)
    }
    do throws(ArchiveDefect) {
        return try ImageArchive(file, source: path)
    } catch {
        throw .invalidArchive(file: path, error)
    }
}

/// Joins two parts of a relative path, either of which may be empty.
func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : name.isEmpty ? folder : "\(folder)/\(name)"
}
