import FoundationEssentials

/// Where the model is, where the command line does not say.
struct ModelPath {
    /// The environment variable that names the model.
    static let environmentVariable = "LANDCOVER_MODEL"

    /// The model to serve; where none exists, the path that was looked at first.
    let best: String

    /// Looks at the command line, the environment, this folder, the folders around the program and
    /// the system's, in that order.
    init(explicit: String?, environment: [String: String]) {
        if let named = explicit ?? environment[Self.environmentVariable], !named.isEmpty {
            best = named
            return
        }
        let files = FileManager.default
        let program = (try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        var folders = [files.currentDirectoryPath]
        var folder = program
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            folders.append(folder)
        }
        let candidates =
            folders.map { "\($0)/Models/eurosat-resnet50.safetensors" }
            + ["/usr/share/landcover/eurosat-resnet50.safetensors"]
        best = candidates.first { files.fileExists(atPath: $0) } ?? candidates[0]
    }
}
