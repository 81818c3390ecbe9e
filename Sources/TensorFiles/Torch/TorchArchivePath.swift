/// The paths that `torch.save` gives to the entries of its archive: `<folder>/data.pkl`,
/// `<folder>/data/0` and a few more, all in one folder.
enum TorchArchivePath {
    private static let fixed: Set<String> = [
        "data.pkl", "version", "byteorder", ".format_version", ".storage_alignment",
        ".data/serialization_id",
    ]

    /// Checks the names of all entries.
    ///
    /// - Returns: The paths below the top folder, in the order of the names.
    static func check(_ names: [String]) throws(ArchiveDefect) -> [String] {
        var folder: Substring?
        var seen: Set<String> = []
        var paths: [String] = []
        for name in names {
            guard let slash = name.firstIndex(of: "/"), slash > name.startIndex else {
                throw .unexpectedEntry(name)
            }
            let path = String(name[name.index(after: slash)...])
            if path == "constants.pkl" || path.hasPrefix("code/") { throw .torchScript }
            guard fixed.contains(path) || isStorage(path) else { throw .unexpectedEntry(name) }
            guard folder == nil || folder == name[..<slash] else {
                throw .severalFolders(entry: name)
            }
            guard seen.insert(path).inserted else { throw .duplicateEntry(name) }
            folder = name[..<slash]
            paths.append(path)
        }
        return paths
    }

    private static func isStorage(_ path: String) -> Bool {
        let prefix = "data/"
        let key = path.utf8.dropFirst(prefix.utf8.count)
        return path.hasPrefix(prefix) && !key.isEmpty
            && key.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
