/// The tokens of JSON (RFC 8259) that a `.safetensors` header is made of: punctuation, strings and
/// whole numbers.
struct JSONTokens {
    private let bytes: [UInt8]
    private var position = 0

    /// Begins at the first byte.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The defect of meeting something else than `expected` here.
    func unexpected(_ expected: String) -> SafetensorsDefect {
        .syntax(byte: position, expected: expected)
    }

    /// Steps over a punctuation mark, with white space in front of it, if it is the next token.
    mutating func accept(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    /// Steps over a punctuation mark, with white space in front of it.
    mutating func expect(_ mark: Unicode.Scalar) throws(SafetensorsDefect) {
        guard accept(mark) else { throw unexpected("'\(mark)'") }
    }

    /// Steps over a punctuation mark that must be the very next byte.
    mutating func expectAtOnce(_ mark: Unicode.Scalar) throws(SafetensorsDefect) {
        guard bytes.first == UInt8(ascii: mark) else { throw unexpected("'\(mark)'") }
        position += 1
    }

    /// Checks that nothing follows but padding.
    mutating func expectOnlySpaces() throws(SafetensorsDefect) {
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: " ") else { throw unexpected("padding spaces") }
            position += 1
        }
    }

    /// Reads digits, without sign, fraction or exponent.
    mutating func number() throws(SafetensorsDefect) -> Int {
        skipSpace()
        let start = position
        var value = 0
        while position < bytes.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] {
            let digit = Int(bytes[position] - UInt8(ascii: "0"))
            let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = tenfold.addingReportingOverflow(digit)
            position += 1
            guard !overflowed, !carried else { throw .numberTooLarge(byte: position) }
            value = sum
        }
        let hasLeadingZero = position - start > 1 && bytes[start] == UInt8(ascii: "0")
        guard position > start, !hasLeadingZero else { throw unexpected("a whole number") }
        return value
    }

    /// Reads a string and resolves its escapes.
    mutating func string() throws(SafetensorsDefect) -> String {
        try expect("\"")
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: content, as: UTF8.self) else {
                    throw .notUTF8(byte: position)
                }
                return string
            case UInt8(ascii: "\\"): content.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw unexpected("a string without control characters")
            default: content.append(byte)
            }
        }
        throw unexpected("the end of a string")
    }

    private mutating func escape() throws(SafetensorsDefect) -> Unicode.Scalar {
        guard position < bytes.count else { throw unexpected("an escape") }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw unexpected("an escape")
        }
    }

    /// Reads `XXXX`, or `XXXX\uXXXX` if the first is half of a surrogate pair.
    private mutating func unicodeEscape() throws(SafetensorsDefect) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), bytes[position...].starts(with: Array("\\u".utf8))
        else {
            throw unexpected("a surrogate pair")
        }
        position += 2
        let second = try codeUnit()
        let supplementary = 0x1_0000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
        guard UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(supplementary) else {
            throw unexpected("a surrogate pair")
        }
        return scalar
    }

    private mutating func codeUnit() throws(SafetensorsDefect) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard position < bytes.count,
                let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue
            else { throw unexpected("four hexadecimal digits") }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
