import PlainText

/// A protocol's messages as a person reads them, from its `google.protobuf.FileDescriptorSet`.
///
/// Field numbers are those of google/protobuf/descriptor.proto.
package struct DescriptorOutline: Hashable, Sendable {
    // Descriptors nest; nobody nests them deeper on purpose.
    private static let deepest = 16

    /// The outline, in the notation of .proto files.
    package let text: String

    /// Reads a descriptor set; nil if the bytes are none.
    package init?(fileDescriptorSet: [UInt8]) {
        guard let set = ProtobufFields(fileDescriptorSet[...]) else { return nil }
        var files: [String] = []
        for bytes in set.all(1) {
            guard let file = ProtobufFields(bytes) else { return nil }
            let package = file.text(2)
            var parts = ["// \(file.text(1))\npackage \(package);\n"]
            for message in file.all(4) {
                guard let outline = Self.message(message, package: package, depth: 0) else {
                    return nil
                }
                parts.append(outline)
            }
            for enumeration in file.all(5) {
                guard let outline = Self.enumeration(enumeration, depth: 0) else { return nil }
                parts.append(outline)
            }
            files.append(parts.joined(separator: "\n"))
        }
        text = files.joined(separator: "\n").printableLines
    }

    private static func message(_ bytes: ArraySlice<UInt8>, package: String, depth: Int) -> String?
    {
        guard depth < deepest, let message = ProtobufFields(bytes) else { return nil }
        let indent = String(repeating: "  ", count: depth)
        let scope = ".\(package)."
        let choices = message.all(8).compactMap { ProtobufFields($0)?.text(1) }
        var body = ""
        var choice: UInt64?
        for bytes in message.all(2) {
            guard let field = ProtobufFields(bytes) else { return nil }
            let next = field.number(9)
            if next != choice {
                if choice != nil { body += "\(indent)  }\n" }
                if let next, next < choices.count {
                    body += "\(indent)  oneof \(choices[Int(next)]) {\n"
                }
                choice = next
            }
            let margin = indent + (choice == nil ? "  " : "    ")
            body += "\(margin)\(type(of: field, in: scope)) \(field.text(1)) = "
            body += "\(field.number(3) ?? 0);\n"
        }
        if choice != nil { body += "\(indent)  }\n" }
        for bytes in message.all(3) {
            guard let nested = Self.message(bytes, package: package, depth: depth + 1) else {
                return nil
            }
            body += nested
        }
        for bytes in message.all(4) {
            guard let nested = enumeration(bytes, depth: depth + 1) else { return nil }
            body += nested
        }
        let head = "\(indent)message \(message.text(1)) {"
        return body.isEmpty ? head + "}\n" : "\(head)\n\(body)\(indent)}\n"
    }

    private static func enumeration(_ bytes: ArraySlice<UInt8>, depth: Int) -> String? {
        guard let enumeration = ProtobufFields(bytes) else { return nil }
        let indent = String(repeating: "  ", count: depth)
        var text = "\(indent)enum \(enumeration.text(1)) {\n"
        for bytes in enumeration.all(2) {
            guard let value = ProtobufFields(bytes) else { return nil }
            text += "\(indent)  \(value.text(1)) = \(value.number(2) ?? 0);\n"
        }
        return text + "\(indent)}\n"
    }

    private static func type(of field: ProtobufFields, in scope: String) -> String {
        let named = field.text(6)
        let name =
            named.isEmpty
            ? scalars[field.number(5) ?? 0] ?? "?"
            : named.hasPrefix(scope) ? String(named.dropFirst(scope.count)) : named
        return field.number(4) == 3 ? "repeated \(name)" : name
    }

    /// `FieldDescriptorProto.Type`.
    private static let scalars: [UInt64: String] = [
        1: "double", 2: "float", 3: "int64", 4: "uint64", 5: "int32", 6: "fixed64", 7: "fixed32",
        8: "bool", 9: "string", 12: "bytes", 13: "uint32", 15: "sfixed32", 16: "sfixed64",
        17: "sint32", 18: "sint64",
    ]
}

extension String {
    /// The lines, each without control characters.
    fileprivate var printableLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
            .joined(separator: "\n")
    }
}
