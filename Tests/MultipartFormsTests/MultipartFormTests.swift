import MultipartForms
import Testing

@Suite struct `Forms` {
    private func form(_ text: String, boundary: String = "b") throws -> [MultipartForm.Part] {
        try MultipartForm(Array(text.utf8), boundary: boundary).parts
    }

    private func part(_ header: String, _ content: String) -> String {
        "--b\r\n\(header)\r\n\r\n\(content)\r\n"
    }

    @Test func `parts are read in their order`() throws {
        let parts = try form(
            part(#"Content-Disposition: form-data; name="note""#, "hello")
                + part(
                    "Content-Type: image/png\r\n"
                        + #"CONTENT-disposition: form-data; name="image"; filename="a \"b\".png""#,
                    "\r\n--c? no\r\n"
                ) + "--b--\r\n"
        )
        #expect(parts.map(\.name) == ["note", "image"])
        #expect(parts.map(\.fileName) == [nil, #"a "b".png"#])
        #expect(
            parts.map { String(decoding: $0.content, as: UTF8.self) } == [
                "hello", "\r\n--c? no\r\n",
            ]
        )
    }

    @Test func `bytes are kept as they are`() throws {
        let bytes = (0...255).map { UInt8($0) } + [13, 10, 45, 45, 97]
        let head = "--b\r\nContent-Disposition: form-data; name=image\r\n\r\n"
        let body = Array(head.utf8) + bytes + Array("\r\n--b--".utf8)
        #expect(try MultipartForm(body, boundary: "b").parts.map { Array($0.content) } == [bytes])
    }

    @Test func `a preamble, blanks after a boundary and what follows the end are passed over`()
        throws
    {
        let parts = try form(
            "hi\r\n--b \t\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b--x"
        )
        #expect(parts.map(\.name) == ["a"])
        #expect(parts.map(\.content.isEmpty) == [true])
    }

    @Test func `a form may be empty`() throws {
        #expect(try form("--b--").isEmpty)
    }

    @Test(arguments: [
        "", "--c\r\n", "--b", "--bx\r\n", "--b\r\n", "--b\r\nA: b", "--b\r\n\r\n",
        "--b\r\n\r\nx\r\n--b--", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--",
    ])
    func `what is no form is refused`(text: String) {
        #expect(throws: MultipartForm.Defect.self) { try form(text) }
    }

    @Test func `every cut of a form is refused and does no harm`() throws {
        let whole = Array(
            (part(#"Content-Disposition: form-data; name="image""#, "data") + "--b--").utf8
        )
        // The last two dashes end it; before them nothing does.
        for count in 0..<(whole.count) {
            #expect(throws: MultipartForm.Defect.self, "cut at \(count)") {
                try MultipartForm(Array(whole[..<count]), boundary: "b")
            }
        }
    }

    @Test func `endless parts and headers are refused`() {
        let many = String(
            repeating: part("Content-Disposition: form-data; name=a", ""),
            count: MultipartForm.mostParts + 1
        )
        #expect(throws: MultipartForm.Defect.self) { try form(many + "--b--") }
        let long = part("X: " + String(repeating: "x", count: MultipartForm.longestHeader), "")
        #expect(throws: MultipartForm.Defect.self) { try form(long + "--b--") }
    }
}

@Suite struct `Parameters of a header` {
    @Test func `quotes hold semicolons, and names have no case`() {
        let field = HeaderParameters(#" Form-Data ; NAME="a;b=c" ; filename = x"#)
        #expect(field.value == "form-data")
        #expect(field["name"] == "a;b=c")
        #expect(field["filename "] == " x")
    }

    @Test func `the first of two counts, and what is none is passed over`() {
        let field = HeaderParameters(#"a; b; c=1; c=2; d="x"#)
        #expect(field["c"] == "1")
        #expect(field["b"] == nil)
        #expect(field["d"] == #""x"#)
    }

    @Test func `backslashes stay where they escape nothing`() {
        #expect(HeaderParameters(#"a; f="C:\new\"x\\""#)["f"] == #"C:\new"x\"#)
    }

    @Test func `nothing is nothing`() {
        #expect(HeaderParameters("").value.isEmpty)
    }
}
