import TensorFiles
import Testing

@Suite struct `Refused safetensors files` {
    /// A file and why it is refused.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let defect: SafetensorsDefect

        init(_ what: String, _ bytes: [UInt8], _ defect: SafetensorsDefect) {
            testDescription = what
            self.bytes = bytes
            self.defect = defect
        }
    }

    @Test(arguments: layout + headers + strings + numbers)
    func `it is refused for its own reason`(case: Case) throws {
        #expect(try refusal(of: `case`.bytes)?.safetensorsDefect == `case`.defect)
    }

    /// A header with one tensor.
    private static func one(_ members: String) -> String { "{\"a\":{\(members)}}" }

    /// A tensor of bytes.
    private static func bytes(_ name: String, _ begin: Int, _ end: Int, count: Int) -> String {
        "\"\(name)\":{\"dtype\":\"U8\",\"shape\":[\(count)],\"data_offsets\":[\(begin),\(end)]}"
    }

    static let layout: [Case] = [
        Case(
            "a hole at the beginning",
            safetensors("{\(bytes("a", 1, 3, count: 2))}", dataCount: 3),
            .hole(tensor: "a")
        ),
        Case(
            "a hole in the middle",
            safetensors(
                "{\(bytes("a", 0, 2, count: 2)),\(bytes("b", 3, 4, count: 1))}",
                dataCount: 4
            ),
            .hole(tensor: "b")
        ),
        Case(
            "an overlap",
            safetensors(
                "{\(bytes("a", 0, 3, count: 3)),\(bytes("b", 2, 4, count: 2))}",
                dataCount: 4
            ),
            .overlap(tensor: "b")
        ),
        Case(
            "two tensors in one place",
            safetensors(
                "{\(bytes("a", 0, 2, count: 2)),\(bytes("b", 0, 2, count: 2))}",
                dataCount: 2
            ),
            .overlap(tensor: "b")
        ),
        Case(
            "an end in front of the beginning",
            safetensors(
                "{\(bytes("a", 0, 2, count: 2)),\(bytes("b", 2, 1, count: 0))}",
                dataCount: 2
            ),
            .endsBeforeBeginning(tensor: "b")
        ),
        Case(
            "an end beyond the file",
            safetensors("{\(bytes("a", 0, 3, count: 3))}", dataCount: 2),
            .beyondFile(tensor: "a")
        ),
        Case(
            "an end at the last 64-bit number",
            safetensors("{\(bytes("a", 0, .max, count: .max))}", dataCount: 2),
            .beyondFile(tensor: "a")
        ),
        Case(
            "bytes behind the last tensor",
            safetensors("{\(bytes("a", 0, 2, count: 2))}", dataCount: 5),
            .trailingBytes(3)
        ),
        Case("bytes and no tensor", safetensors("{}", dataCount: 1), .trailingBytes(1)),
        Case(
            "too few bytes for the shape",
            safetensors("{\(bytes("a", 0, 2, count: 3))}", dataCount: 2),
            .wrongByteCount(tensor: "a", has: 2, needs: 3)
        ),
        Case(
            "too many bytes for an empty shape",
            safetensors("{\(bytes("a", 0, 2, count: 0))}", dataCount: 2),
            .wrongByteCount(tensor: "a", has: 2, needs: 0)
        ),
        Case(
            "a scalar without its bytes",
            safetensors(one(#""dtype":"F32","shape":[],"data_offsets":[0,0]"#)),
            .wrongByteCount(tensor: "a", has: 0, needs: 4)
        ),
        Case(
            "a shape whose product wraps around to nothing",
            safetensors(
                one(#""dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]"#)
            ),
            .sizeOverflow(tensor: "a")
        ),
        Case(
            "a shape whose bytes wrap around to nothing",
            safetensors(one(#""dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]"#)),
            .sizeOverflow(tensor: "a")
        ),
        Case(
            "an empty axis behind an overflow",
            safetensors(
                one(#""dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]"#)
            ),
            .sizeOverflow(tensor: "a")
        ),
    ]

    static let headers: [Case] = [
        Case(
            "a header of more than 100 MB",
            safetensors(Array("{}".utf8), length: 100_000_001),
            .headerTooLong(100_000_001)
        ),
        Case(
            "a header of all ones",
            safetensors(Array("{}".utf8), length: .max),
            .headerTooLong(.max)
        ),
        Case(
            "a header longer than the file",
            safetensors(Array("{}".utf8), length: 3),
            .headerBeyondFile(3)
        ),
        Case(
            "a header of no bytes",
            safetensors(Array("{}".utf8), length: 0),
            .syntax(byte: 0, expected: "'{'")
        ),
        Case(
            "a header that is cut off",
            safetensors(#"{"a":{"dtype":"U8""#),
            .syntax(byte: 18, expected: "'}'")
        ),
        Case(
            "something behind the header",
            safetensors("{}x"),
            .syntax(byte: 2, expected: "padding spaces")
        ),
        Case(
            "a second header",
            safetensors("{} {}"),
            .syntax(byte: 3, expected: "padding spaces")
        ),
        Case(
            "padding that is no spaces",
            safetensors("{}\n"),
            .syntax(byte: 2, expected: "padding spaces")
        ),
        Case("a comma too many", safetensors("{,}"), .syntax(byte: 1, expected: "'\"'")),
        Case(
            "a tensor twice",
            safetensors(
                "{\(bytes("a", 0, 1, count: 1)),\(bytes("a", 1, 2, count: 1))}",
                dataCount: 2
            ),
            .duplicateKey("a")
        ),
        Case(
            "a tensor twice, once escaped",
            safetensors(
                "{\(bytes("a", 0, 1, count: 1)),\(bytes("\\u0061", 1, 2, count: 1))}",
                dataCount: 2
            ),
            .duplicateKey("a")
        ),
        Case(
            "metadata twice",
            safetensors(#"{"__metadata__":{},"__metadata__":{}}"#),
            .duplicateKey("__metadata__")
        ),
        Case(
            "a metadata key twice",
            safetensors(#"{"__metadata__":{"k":"1","k":"2"}}"#),
            .duplicateKey("k")
        ),
        Case(
            "metadata that is no text",
            safetensors(#"{"__metadata__":{"k":1}}"#),
            .syntax(byte: 21, expected: "'\"'")
        ),
        Case(
            "metadata that is nested",
            safetensors(#"{"__metadata__":{"k":{}}}"#),
            .syntax(byte: 21, expected: "'\"'")
        ),
        Case(
            "a type twice",
            safetensors(one(#""dtype":"U8","dtype":"U8""#)),
            .duplicateKey("dtype")
        ),
        Case("a shape twice", safetensors(one(#""shape":[],"shape":[]"#)), .duplicateKey("shape")),
        Case(
            "offsets twice",
            safetensors(one(#""data_offsets":[0,0],"data_offsets":[0,0]"#)),
            .duplicateKey("data_offsets")
        ),
        Case(
            "an unknown key",
            safetensors(one(#""dtype":"U8","strides":[1]"#)),
            .unknownKey(tensor: "a", key: "strides")
        ),
        Case(
            "no type",
            safetensors(one(#""shape":[],"data_offsets":[0,0]"#)),
            .missingKey(tensor: "a", key: "dtype")
        ),
        Case(
            "no shape",
            safetensors(one(#""dtype":"U8","data_offsets":[0,0]"#)),
            .missingKey(tensor: "a", key: "shape")
        ),
        Case(
            "no offsets",
            safetensors(one(#""dtype":"U8","shape":[]"#)),
            .missingKey(tensor: "a", key: "data_offsets")
        ),
        Case(
            "an unknown type",
            safetensors(one(#""dtype":"F8_E4M3","shape":[0],"data_offsets":[0,0]"#)),
            .unknownType(tensor: "a", type: "F8_E4M3")
        ),
        Case(
            "a type in lower case",
            safetensors(one(#""dtype":"f32","shape":[0],"data_offsets":[0,0]"#)),
            .unknownType(tensor: "a", type: "f32")
        ),
        Case(
            "seventeen axes",
            safetensors(one(#""shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"#)),
            .tooManyAxes(tensor: "a")
        ),
        Case(
            "one offset",
            safetensors(one(#""data_offsets":[0]"#)),
            .syntax(byte: 21, expected: "two data_offsets")
        ),
        Case(
            "three offsets",
            safetensors(one(#""data_offsets":[0,0,0]"#)),
            .syntax(byte: 21, expected: "two data_offsets")
        ),
        Case("an array as a tensor", safetensors(#"{"a":[]}"#), .syntax(byte: 5, expected: "'{'")),
        Case(
            "deep nesting",
            safetensors("{" + String(repeating: "[", count: 1_000_000)),
            .syntax(byte: 1, expected: "'\"'")
        ),
    ]

    static let strings: [Case] = [
        Case(
            "a control character",
            safetensors("{\"a\n\":"),
            .syntax(byte: 4, expected: "a string without control characters")
        ),
        Case(
            "an open string",
            safetensors("{\"a"),
            .syntax(byte: 3, expected: "the end of a string")
        ),
        Case("an open escape", safetensors("{\"\\"), .syntax(byte: 3, expected: "an escape")),
        Case("an unknown escape", safetensors(#"{"\x""#), .syntax(byte: 4, expected: "an escape")),
        Case(
            "a short escape",
            safetensors(#"{"\u00e""#),
            .syntax(byte: 7, expected: "four hexadecimal digits")
        ),
        Case(
            "a first half without its second",
            safetensors(#"{"\ud83d""#),
            .syntax(byte: 8, expected: "a surrogate pair")
        ),
        Case(
            "a first half with another first",
            safetensors(#"{"\ud83d\ud83d""#),
            .syntax(byte: 14, expected: "a surrogate pair")
        ),
        Case(
            "a second half alone",
            safetensors(#"{"\udf0d""#),
            .syntax(byte: 8, expected: "a surrogate pair")
        ),
        Case(
            "bytes that are not UTF-8",
            safetensors(Array("{\"".utf8) + [0xFF] + Array("\":".utf8)),
            .notUTF8(byte: 4)
        ),
        Case(
            "an overlong zero",
            safetensors(Array("{\"".utf8) + [0xC0, 0x80] + Array("\":".utf8)),
            .notUTF8(byte: 5)
        ),
    ]

    static let numbers: [Case] = [
        Case(
            "a number beyond 64 bits",
            safetensors(one(#""shape":[9223372036854775808]"#)),
            .numberTooLarge(byte: 34)
        ),
        Case(
            "a negative number",
            safetensors(one(#""shape":[-1]"#)),
            .syntax(byte: 15, expected: "a whole number")
        ),
        Case(
            "a fraction",
            safetensors(one(#""shape":[1.0]"#)),
            .syntax(byte: 16, expected: "']'")
        ),
        Case(
            "an exponent",
            safetensors(one(#""shape":[1e3]"#)),
            .syntax(byte: 16, expected: "']'")
        ),
        Case(
            "a leading zero",
            safetensors(one(#""shape":[01]"#)),
            .syntax(byte: 17, expected: "a whole number")
        ),
        Case(
            "a comma at the end",
            safetensors(one(#""shape":[1,]"#)),
            .syntax(byte: 17, expected: "a whole number")
        ),
    ]
}
