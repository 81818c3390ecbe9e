import FoundationEssentials

/// Where one image comes from.
package enum ImageSource: Hashable, Sendable {
    /// A file that was named, or was found in a folder that was named.
    case file(String)
    /// What is piped in.
    case standardInput
    /// A folder that gives no images; `failure` says why.
    case unusable(String, failure: CommandFailure)

    /// What it is called in results.
    package var name: String {
        switch self {
        case .file(let path), .unusable(let path, _): path
        case .standardInput: "-"
        }
    }

    /// Finds the images that a command line means.
    ///
    /// A file is taken as it is, whatever its name. A folder stands for every `.jpg`, `.jpeg` and
    /// `.png` below it, in the order of their names; links to files are followed, links to folders
    /// are not, and names that begin with a dot are passed over. `-` is standard input.
    package static func expand(_ arguments: [String]) -> [ImageSource] {
        arguments.flatMap { argument -> [ImageSource] in
            if argument == "-" { return [.standardInput] }
            guard isFolder(argument) else { return [.file(argument)] }
            let found = images(in: argument)
            guard found.isEmpty else { return found }
            let failure = CommandFailure(
                .noInput,
                "holds no .jpg, .jpeg or .png; name another folder, or the files themselves"
            )
            return [.unusable(argument, failure: failure)]
        }
    }

    private static func images(in folder: String) -> [ImageSource] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            let failure = CommandFailure(
                .noInput,
                "this folder cannot be read; mend its permissions"
            )
            return [.unusable(folder, failure: failure)]
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return names.filter { !$0.hasPrefix(".") }.sorted().flatMap { name -> [ImageSource] in
            let path = prefix + name
            if isFolder(path) { return isLink(path) ? [] : images(in: path) }
            return hasImageName(name) ? [.file(path)] : []
        }
    }

    private static func hasImageName(_ name: String) -> Bool {
        let name = name.lowercased()
        return [".jpg", ".jpeg", ".png"].contains { name.hasSuffix($0) && name != $0 }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    private static func isLink(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeSymbolicLink
    }
}
