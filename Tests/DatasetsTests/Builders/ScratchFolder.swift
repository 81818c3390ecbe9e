import Foundation

/// A new, empty folder that is gone after use.
@discardableResult
func withScratchFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "landcover-datasets-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Writes files below a folder, with the folders that they need; a path that ends in a slash is
/// an empty folder.
func write(_ files: [String: [UInt8]], below folder: URL) throws {
    for (path, bytes) in files {
        let url = folder.appending(path: path)
        let parent = path.hasSuffix("/") ? url : url.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        if !path.hasSuffix("/") { try Data(bytes).write(to: url) }
    }
}
