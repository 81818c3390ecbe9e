/// The secret that the API knows its customers by.
///
/// It shows itself nowhere: neither interpolated nor dumped nor in a debugger's mirror. The only way
/// out is ``authorization``, the field of the header that it is sent in.
package struct APIKey: Sendable {
    private let text: String

    /// The longest key that is believed to be one, in bytes.
    package static let longest = 512

    /// Takes over a key, without the white space around it.
    ///
    /// - Throws: ``SecondOpinionError/unusableKey(problem:)``, which does not show the text.
    package init(_ text: String) throws(SecondOpinionError) {
        let bytes = text.utf8.drop(while: Self.isBlank).reversed().drop(while: Self.isBlank)
        guard !bytes.isEmpty else { throw .unusableKey(problem: "is empty") }
        guard bytes.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw .unusableKey(problem: "has blanks or characters inside that no key has")
        }
        guard 4...Self.longest ~= bytes.count else {
            throw .unusableKey(problem: "has \(bytes.count) characters, which no key has")
        }
        self.text = String(decoding: bytes.reversed(), as: UTF8.self)
    }

    /// The field that proves to the server who asks (RFC 6750).
    package var authorization: HeaderField {
        HeaderField("Authorization", "Bearer \(text)", isSecret: true)
    }

    /// The text with every occurrence of the key replaced.
    ///
    /// Bytes are compared, not characters: an accent after the key would make another character of
    /// its last letter.
    func redacted(from text: String) -> String {
        let bytes = Array(text.utf8)
        let key = Array(self.text.utf8)
        return String(decoding: bytes.replacing(key, with: Self.placeholder.utf8), as: UTF8.self)
    }

    /// Stands where a key was.
    static let placeholder = "(key removed)"

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || 0x09...0x0D ~= byte
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that there is a key.
    package var description: String { "API key (not shown)" }

    /// Says that there is a key.
    package var debugDescription: String { description }

    /// A mirror in which nothing is seen.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
