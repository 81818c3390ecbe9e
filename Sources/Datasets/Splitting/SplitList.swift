/// Reads files that name images, one `Class/file` a line.
///
/// Blank lines and lines that begin with `#` are left out; so is white space around a name.
package enum SplitList {
    /// Reads a list.
    ///
    /// - Parameter path: A text file in UTF-8.
    /// - Returns: The names in the order of the file, each once.
    /// - Throws: A ``DatasetError`` that names the line which is no name or a name's repetition.
    package static func read(_ path: String) throws(DatasetError) -> [String] {
        let bytes = try readWholeFile(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .listNotText(file: path)
        }
        var names: [String] = []
        var seen: Set<String> = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let name = String(line.trimmingSpaces)
            guard !name.isEmpty, !name.hasPrefix("#") else { continue }
            guard isName(name) else {
                throw .invalidLine(file: path, line: index + 1, text: name)
            }
            guard seen.insert(name).inserted else {
                throw .repeatedLine(file: path, line: index + 1, name: name)
            }
            names.append(name)
        }
        return names
    }

    /// Whether the text is two parts with one slash between them.
    private static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
    }
}

extension Substring {
    /// The text without white space at its ends.
    fileprivate var trimmingSpaces: Substring {
        var text = self.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
