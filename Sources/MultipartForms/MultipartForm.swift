/// The parts of a form that a browser or `curl --form` sent (RFC 7578).
///
/// Values in, values out: the whole body is there, and parts are slices of it. A part within a part
/// (`multipart/mixed`, which RFC 7578 deprecates) is not looked into.
package struct MultipartForm: Hashable, Sendable {
    /// One field of a form.
    package struct Part: Hashable, Sendable {
        /// The field's name.
        package let name: String
        /// What the sender called the file; nil if it is a plain field.
        package let fileName: String?
        /// Its content.
        package let content: ArraySlice<UInt8>
    }

    /// How a body departs from the format; the end of a sentence.
    package struct Defect: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// The parts in their order.
    package let parts: [Part]

    /// The most parts that are read.
    package static let mostParts = 64

    /// The longest header of a part, in bytes.
    package static let longestHeader = 4096

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: The whole body.
    ///   - boundary: What stands between the parts, from the Content-Type.
    /// - Throws: ``Defect``.
    package init(_ body: [UInt8], boundary: String) throws(Defect) {
        let delimiter = Array("--\(boundary)".utf8)
        let separator = Self.newline + delimiter
        guard var place = Self.end(ofFirst: delimiter, in: body) else {
            throw Defect(description: "it does not begin with its boundary")
        }
        var parts: [Part] = []
        while true {
            // Blanks may follow a boundary (RFC 2046, 5.1.1).
            let rest = body[place...]
            if rest.starts(with: Self.dashes) { break }
            let padding = rest.prefix { $0 == 0x20 || $0 == 0x09 }
            let line = rest.dropFirst(padding.count)
            guard line.starts(with: Self.newline) else {
                throw Defect(description: "a boundary is not alone on its line")
            }
            guard parts.count < Self.mostParts else {
                throw Defect(description: "it has more than \(Self.mostParts) parts")
            }
            let part = line.dropFirst(Self.newline.count)
            let head = part.prefix(Self.longestHeader)
            // A part may have no header at all; then the blank line comes first.
            guard let blank = (Self.newline + head).firstRange(of: Self.newline + Self.newline)
            else {
                throw Defect(description: "a part's header has no end")
            }
            let header = head.prefix(max(0, blank.lowerBound - Self.newline.count))
            let content = part.dropFirst(blank.upperBound - Self.newline.count)
            guard let end = content.firstRange(of: separator) else {
                throw Defect(description: "it ends within a part")
            }
            parts.append(try Self.part(header: header, content: content[..<end.lowerBound]))
            place = end.upperBound
        }
        self.parts = parts
    }

    private static let newline: [UInt8] = [0x0D, 0x0A]
    private static let dashes = Array("--".utf8)

    /// Where the first boundary ends; it begins the body or a line of it.
    private static func end(ofFirst delimiter: [UInt8], in body: [UInt8]) -> Int? {
        if body.starts(with: delimiter) { return delimiter.count }
        // A preamble may come first, and nobody sends a long one.
        return body.prefix(longestHeader).firstRange(of: newline + delimiter)?.upperBound
    }

    private static func part(
        header: ArraySlice<UInt8>,
        content: ArraySlice<UInt8>
    ) throws(Defect) -> Part {
        guard let text = String(validating: header, as: UTF8.self) else {
            throw Defect(description: "a part's header is no text")
        }
        let disposition = text.split(separator: "\r\n").compactMap { line -> HeaderParameters? in
            guard let colon = line.firstIndex(of: ":"),
                line[..<colon].lowercased() == "content-disposition"
            else { return nil }
            return HeaderParameters(line[line.index(after: colon)...])
        }.first
        guard let disposition, disposition.value == "form-data",
            let name = disposition["name"]
        else {
            throw Defect(description: "a part does not say which field it is")
        }
        return Part(name: name, fileName: disposition["filename"], content: content)
    }
}
