import Glibc

/// A header field as libcurl's list takes it.
enum FieldLine {
    /// A field that is sent.
    case sent(HTTPField)
    /// A field that libcurl would add, and is not to.
    case omitted(String)

    /// What is sent for a request: its fields, and nothing that libcurl would make up.
    static func lines(for request: HTTPRequest) -> [FieldLine] {
        var lines = request.fields.map(FieldLine.sent)
        // libcurl takes a body for a form's, and asks whether a large one is welcome and waits.
        for name in ["Content-Type", "Expect"] {
            let isGiven = request.fields.contains { $0.name.lowercased() == name.lowercased() }
            if !isGiven { lines.append(.omitted(name)) }
        }
        return lines
    }

    /// Calls `body` with the line as a C string, which is zeroed afterwards.
    func withCString<Result>(
        _ body: (UnsafePointer<CChar>?) -> Result
    ) -> Result {
        var line: [UInt8] = []
        switch self {
        // A field whose value is empty ends with a semicolon: with a colon it would be left out.
        case .sent(let field) where field.value.allSatisfy(\.isWhitespace):
            line.append(contentsOf: "\(field.name);\0".utf8)
        case .sent(let field):
            // All at once: an array that grows leaves copies behind.
            line.reserveCapacity(field.name.utf8.count + field.value.utf8.count + 3)
            line.append(contentsOf: field.name.utf8)
            line.append(contentsOf: ": ".utf8)
            line.append(contentsOf: field.value.utf8)
            line.append(0)
        case .omitted(let name):
            line.append(contentsOf: "\(name):\0".utf8)
        }
        return unsafe line.withUnsafeMutableBytes { bytes in
            let start = bytes.baseAddress
            defer { if let start = unsafe start { unsafe explicit_bzero(start, bytes.count) } }
            return unsafe body(UnsafeRawPointer(start)?.assumingMemoryBound(to: CChar.self))
        }
    }
}
