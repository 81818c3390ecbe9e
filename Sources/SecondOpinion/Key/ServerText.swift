/// Words that came from outside, made fit to be shown: short, on one line, and without the key.
///
/// There is no other way for a server's words into an outcome, and so into logs and terminals.
package struct ServerText: Hashable, Sendable, CustomStringConvertible {
    /// The words; may be empty.
    package let text: String

    /// The most Unicode scalars that are kept where nobody says otherwise.
    package static let usualLimit = 300

    /// Cleans a text.
    ///
    /// - Parameters:
    ///   - raw: What the server said.
    ///   - key: The key, which a server may repeat.
    ///   - limit: The most Unicode scalars that are kept. Not characters: one of those may
    ///     consist of a million accents.
    package init(_ raw: String, hiding key: APIKey?, limit: Int = usualLimit) {
        var line = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
                // Runs become one space; there is none at the beginning.
                if let last = line.last, last != " " { line.append(" ") }
            } else if !scalar.isInvisible {
                line.append(scalar)
            }
        }
        let known = key?.redacted(from: String(line)) ?? String(line)
        text = Self.shortened(Self.withoutLikelyKeys(known), to: limit)
    }

    /// The words.
    package var description: String { text }

    /// Replaces what looks like a key, whole or masked: OpenAI repeats a wrong one as
    /// `sk-abcd****wxyz`.
    private static func withoutLikelyKeys(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let core = word.drop { !$0.isLetter && !$0.isNumber }
            guard core.hasPrefix("sk-") && core.count >= 8 || word.contains("***") else {
                return String(word)
            }
            return APIKey.placeholder
        }.joined(separator: " ")
    }

    private static func shortened(_ text: String, to limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > limit else {
            return text.hasSuffix(" ") ? String(text.dropLast()) : text
        }
        return String(String.UnicodeScalarView(scalars.prefix(max(0, limit - 1)))) + "…"
    }
}

extension Unicode.Scalar {
    /// Whether it takes no room of its own, or turns the direction of its neighbours.
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            true
        default: false
        }
    }
}
