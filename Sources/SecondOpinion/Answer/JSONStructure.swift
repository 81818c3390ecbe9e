/// A look at the bytes, brackets and names of a JSON text before anything recursive reads it.
///
/// It refuses what a decoder would take differently from another or not survive: objects with the
/// same name twice, and nesting without end. Whether the text is JSON at all the decoder says.
enum JSONStructure {
    /// What is wrong with a text's structure.
    enum Defect: Hashable {
        /// The bytes are no text.
        case notUTF8
        /// Brackets within brackets, more than ``JSONStructure/deepest``.
        case tooDeep
        /// An object names this twice.
        case duplicateName(String)
    }

    /// The deepest nesting that is read; a chat completion with logprobs has eight levels.
    static let deepest = 32

    /// Finds a defect; nil if there is none.
    static func defect(in text: [UInt8]) -> Defect? {
        // The decoder looks only at the strings that it is asked for.
        guard String(validating: text, as: UTF8.self) != nil else { return .notUTF8 }
        // One set of names for each open object, nil for each open array.
        var open: [Set<ArraySlice<UInt8>>?] = []
        var expectsName = false
        var place = 0
        while place < text.count {
            let byte = text[place]
            place += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open.count < deepest else { return .tooDeep }
                expectsName = byte == UInt8(ascii: "{")
                open.append(expectsName ? [] : nil)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = open.popLast()
                expectsName = false
            case UInt8(ascii: ","):
                expectsName = open.last.map { $0 != nil } ?? false
            case UInt8(ascii: "\""):
                let name = text[place..<end(ofStringFrom: place, in: text)]
                place = name.endIndex + 1
                guard expectsName else { continue }
                expectsName = false
                guard open[open.count - 1]?.insert(name).inserted == true else {
                    return .duplicateName(String(decoding: name, as: UTF8.self))
                }
            default:
                break
            }
        }
        return nil
    }

    /// The place of the quote that ends a string, or the end of the text.
    private static func end(ofStringFrom begin: Int, in text: [UInt8]) -> Int {
        var place = begin
        while place < text.count, text[place] != UInt8(ascii: "\"") {
            place += text[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place, text.count)
    }
}
