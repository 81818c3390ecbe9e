import Files
import Glibc

/// A folder that is gone when the test is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/landcover-opinion-XXXXXX".utf8CString)
        guard let name = unsafe mkdtemp(&template) else {
            throw FileFailure(errno: errno)
        }
        path = unsafe String(cString: name)
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    var names: [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    func write(_ text: String, to name: String) throws {
        try ReplacementFile.replace("\(path)/\(name)", with: Array(text.utf8))
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = try RegularFile("\(path)/\(name)")
        return try file.read(0..<file.count)
    }
}
