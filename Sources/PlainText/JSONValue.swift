/// A JSON document (RFC 8259) that is written as it was put together, fields in their order.
package enum JSONValue: Hashable, Sendable {
    /// A name and what it stands for.
    package struct Field: Hashable, Sendable {
        /// The name.
        package let name: String
        /// What it stands for.
        package let value: JSONValue

        /// States a field.
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Nothing.
    case null
    /// True or false.
    case boolean(Bool)
    /// A whole number.
    case integer(Int)
    /// A number in double precision; not a number and infinities are written as null.
    case number(Double)
    /// A number in single precision, written with as few digits as tell it from its neighbours.
    case single(Float)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Fields in order.
    case object([Field])

    /// The document on one line.
    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .number(let value): text += value.isFinite ? "\(value)" : "null"
        case .single(let value): text += value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.quote(value, to: &text)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let fields):
            text += "{"
            for (index, field) in fields.enumerated() {
                if index > 0 { text += "," }
                Self.quote(field.name, to: &text)
                text += ":"
                field.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        // Names and base64 have nothing to escape, and may be long.
        if value.utf8.allSatisfy({ 0x20..<0x7F ~= $0 && $0 != 0x22 && $0 != 0x5C }) {
            text += value
        } else {
            escape(value, to: &text)
        }
        text += "\""
    }

    private static func escape(_ value: String, to text: inout String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                text += "\\u" + String(scalar.value, radix: 16).leftPadded(to: 4, with: "0")
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
