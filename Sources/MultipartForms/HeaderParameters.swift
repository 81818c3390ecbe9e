/// A field of a header with parameters: `form-data; name="image"; filename="a.png"` (RFC 9110, 5.6.6).
package struct HeaderParameters: Hashable, Sendable {
    /// What stands before the first semicolon, in small letters.
    package let value: String

    private let parameters: [String: String]

    /// Reads a field's value; parameters that are none are passed over.
    package init(_ text: some StringProtocol) {
        var pieces = Self.pieces(of: text)
        value = pieces.removeFirst().lowercased()
        parameters = pieces.reduce(into: [:]) { parameters, piece in
            guard let sign = piece.firstIndex(of: "=") else { return }
            let name = piece[..<sign].lowercased()
            let raw = piece[piece.index(after: sign)...]
            if parameters[name] == nil { parameters[name] = Self.unquoted(raw) }
        }
    }

    /// The parameter of a name in small letters.
    package subscript(name: String) -> String? { parameters[name] }

    /// The text between semicolons that are in no quotes, without blanks around it; at least one.
    private static func pieces(of text: some StringProtocol) -> [Substring] {
        var pieces: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if character == ";", !isQuoted {
                pieces.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\" && isQuoted && !isEscaped
            pieces[pieces.count - 1].append(character)
        }
        return pieces.map(trimmed)
    }

    private static func trimmed(_ text: String) -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let end = text.lastIndex { !isBlank($0) }.map(text.index(after:)) ?? text.startIndex
        return text[..<end].drop(while: isBlank)
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            // Browsers write %22 for a quote and leave backslashes as they are; only \" and \\ are
            // escapes, so that a path of Windows survives.
            if isEscaped, character != "\"", character != "\\" { result.append("\\") }
            if character == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            isEscaped = false
            result.append(character)
        }
        return isEscaped ? result + "\\" : result
    }
}
