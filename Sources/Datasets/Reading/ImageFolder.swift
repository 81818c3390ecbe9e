import Files
import Glibc

/// Images in folders on disk; symbolic links are followed.
struct ImageFolder: ImageStore {
    let source: String

    func list(_ folder: String) throws(DatasetError) -> FolderListing {
        let path = joined(source, folder)
        guard let stream = unsafe opendir(path) else {
            throw .unreadable(path: path, FileFailure(errno: errno))
        }
        defer { unsafe closedir(stream) }
        var listing = FolderListing()
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw .unreadable(path: path, FileFailure(errno: errno)) }
                return listing
            }
            guard let name = unsafe Self.name(of: entry) else {
                throw .unreadable(path: path, .nameNotUTF8)
            }
            guard FolderListing.isVisible(name) else { continue }
            var status = stat()
            guard unsafe stat(joined(path, name), &status) == 0 else {
                // A dangling link to an image would otherwise be an image less, in silence.
                guard FolderListing.isImage(name) else { continue }
                throw .unreadable(path: joined(path, name), FileFailure(errno: errno))
            }
            if status.st_mode & S_IFMT == S_IFDIR {
                listing.addFolder(name)
            } else {
                listing.addFile(name)
            }
        }
    }

    func read(_ path: String) throws(DatasetError) -> Result<[UInt8], ImageDefect> {
        .success(try readWholeFile(joined(source, path)))
    }

    /// The entry's name; nil if it is not UTF-8.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        // The record is only as long as the name in it, so the declared array must not be copied.
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        let name = unsafe UnsafeRawPointer(entry) + offset
        return unsafe String(validatingCString: name.assumingMemoryBound(to: CChar.self))
    }
}
