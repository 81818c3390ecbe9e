import Files

/// Images in a ZIP archive.
struct ImageArchive: ImageStore {
    let source: String
    private let file: RegularFile
    private var listings: [String: FolderListing] = ["": FolderListing()]
    private var entries: [String: ArchiveEntry] = [:]

    /// The most folders that an entry may lie in.
    private static let maximumDepth = 16

    /// Reads the archive's directory.
    init(_ file: RegularFile, source: String) throws(ArchiveDefect) {
        self.source = source
        self.file = file
        for entry in try ArchiveDirectory(of: file).entries {
            var components = entry.name.split(separator: "/").map(String.init)
            guard components.allSatisfy(FolderListing.isVisible) else { continue }
            guard components.count <= Self.maximumDepth else {
                throw .nameTooLong(entry: entry.name)
            }
            guard !entry.name.hasSuffix("/"), let name = components.popLast() else {
                _ = addFolders(components)
                continue
            }
            let folder = addFolders(components)
            guard entries.updateValue(entry, forKey: joined(folder, name)) == nil else {
                throw .duplicateEntry(entry.name)
            }
            listings[folder, default: FolderListing()].addFile(name)
        }
    }

    func list(_ folder: String) throws(DatasetError) -> FolderListing {
        listings[folder, default: FolderListing()]
    }

    func read(_ path: String) throws(DatasetError) -> Result<[UInt8], ImageDefect> {
        guard let entry = entries[path] else {
            throw .absentImage(source: source, name: path)
        }
        do throws(FileFailure) {
            return try entry.read(from: file)
        } catch {
            throw .unreadable(path: source, error)
        }
    }

    /// Lists each folder in the one around it.
    ///
    /// - Parameter components: The names from the top down.
    /// - Returns: The path of the innermost.
    private mutating func addFolders(_ components: [String]) -> String {
        var folder = ""
        for component in components {
            listings[folder, default: FolderListing()].addFolder(component)
            folder = joined(folder, component)
        }
        return folder
    }
}
