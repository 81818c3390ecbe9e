import AnswerJSON
import Glibc
import Landcover
import PlainText

/// Writes what `landcover gradcam` was asked to make.
package struct FigureWriter {
    /// The picture's file, `-` for standard output, nil for none.
    let output: String?

    /// The numbers' file, `-` for standard output, nil for none.
    let grid: String?

    /// Whether there is a picture a class.
    let everyClass: Bool

    /// States what to make.
    package init(output: String?, grid: String?, everyClass: Bool) {
        self.output = output
        self.grid = grid
        self.everyClass = everyClass
    }

    /// Makes sure that no output is the very file that is read.
    ///
    /// - Throws: A ``CommandFailure`` that names it.
    package func refuseToOverwrite(_ source: ImageSource) throws(CommandFailure) {
        guard case .file(let input) = source, let read = FileIdentity(input) else { return }
        for written in [output, grid] {
            guard let written, written != "-", FileIdentity(written) == read else { continue }
            throw CommandFailure(
                .usage,
                "\(written) is the image itself and would be overwritten; write elsewhere"
            )
        }
    }

    /// Writes one class's picture.
    ///
    /// - Returns: The file that was written, if one was.
    func writePicture(of explanation: Explanation) throws -> String? {
        guard let output else { return nil }
        let path =
            everyClass
            ? Self.path(output, naming: explanation.prediction.className) : output
        try OutputStream.create(path).write(explanation.png)
        return path == "-" ? nil : path
    }

    /// Writes the numbers: one object, or an array with one for each class.
    func writeGrids(of explanations: [Explanation]) throws {
        guard let grid else { return }
        let objects = explanations.map(\.json)
        let document = everyClass ? JSONValue.array(objects) : objects.first ?? .null
        let stream = grid == "-" ? OutputStream.standard : try OutputStream.create(grid)
        try stream.write(document.text + "\n")
    }

    /// `heat.png` and `River` make `heat-River.png`.
    package static func path(_ path: String, naming className: String) -> String {
        // A class's name comes from a model's file and must not lead to another folder.
        let name = String(className.printable.map { $0 == "/" ? "_" : $0 })
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[start...].lastIndex(of: "."), dot != start else {
            return "\(path)-\(name)"
        }
        return "\(path[..<dot])-\(name)\(path[dot...])"
    }
}

/// What tells one file from all others, whatever path leads to it.
private struct FileIdentity: Equatable {
    private let device: UInt
    private let node: UInt

    init?(_ path: String) {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { return nil }
        device = information.st_dev
        node = information.st_ino
    }
}
