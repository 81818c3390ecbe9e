/// An element of an SVG or HTML document.
///
/// What it renders to is well-formed and escaped, whatever its texts say: only literals of this
/// program can be written as they are.
package struct Element: Sendable {
    private enum Child: Sendable {
        case element(Element)
        case text(String)
        case literal(StaticString)
    }

    private let name: String
    private let attributes: [(name: String, value: String)]
    private var children: [Child] = []

    /// An element without content.
    ///
    /// - Parameters:
    ///   - name: The tag.
    ///   - attributes: Names and values in order.
    init(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:]) {
        self.name = "\(name)"
        self.attributes = attributes.map { ("\($0)", $1) }
    }

    /// An element that holds other elements.
    init(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String> = [:],
        _ content: [Element]
    ) {
        self.init(name, attributes)
        children = content.map(Child.element)
    }

    /// An element that holds text.
    init(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String> = [:],
        text: String
    ) {
        self.init(name, attributes)
        children = [.text(text)]
    }

    /// An element whose content is written unescaped, as style sheets are.
    init(_ name: StaticString, literal: StaticString) {
        self.init(name)
        children = [.literal(literal)]
    }

    /// The element as text.
    package var rendered: String {
        var text = ""
        render(into: &text)
        return text
    }

    private func render(into text: inout String) {
        text += "<\(name)"
        for attribute in attributes {
            text += " \(attribute.name)=\"\(Self.escaped(attribute.value))\""
        }
        // HTML takes `<div/>` for `<div>`, so only what is always empty is closed like that.
        if children.isEmpty, Self.emptyElements.contains(name) {
            text += "/>"
            return
        }
        text += ">"
        for child in children {
            switch child {
            case .element(let element): element.render(into: &text)
            case .text(let content): text += Self.escaped(content)
            case .literal(let content): text += "\(content)"
            }
        }
        text += "</\(name)>"
        if Self.lineElements.contains(name) { text += "\n" }
    }

    private static let emptyElements: Set = [
        "circle", "img", "line", "meta", "path", "polyline", "rect",
    ]

    /// Followed by a line feed, so that a document can be read and compared line by line.
    private static let lineElements: Set = [
        "figure", "g", "h1", "h2", "p", "section", "style", "svg", "table", "text", "title", "tr",
    ]

    /// Text as it may stand in content and in quoted attributes of XML and HTML.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case _ where !scalar.isAllowedInXML: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// XML 1.0's `Char`, less the C1 controls and delete, which it discourages.
    fileprivate var isAllowedInXML: Bool {
        switch value {
        case 0x9, 0xA, 0xD, 0x20..<0x7F, 0xA0...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
