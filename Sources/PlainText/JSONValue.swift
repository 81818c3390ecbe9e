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
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): value.isFinite ? "\(value)" : "null"
        case .single(let value): value.isFinite ? "\(value)" : "null"
        case .string(let text): Self.quoted(text)
        case .array(let values): "[\(values.map(\.text).joined(separator: ","))]"
        case .object(let fields):
            "{\(fields.map { "\(Self.quoted($0.name)):\($0.value.text)" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                quoted += "\\u" + String(scalar.value, radix: 16).leftPadded(to: 4, with: "0")
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
