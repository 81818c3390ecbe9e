/// A field of an HTTP message's header.
package struct HeaderField: Sendable {
    /// The name; case does not count.
    package let name: String

    /// The value.
    package let value: String

    /// Whether the value must not be shown.
    package let isSecret: Bool

    /// States a field.
    package init(_ name: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }
}

extension HeaderField: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The field as it is sent, with a secret left out.
    package var description: String { "\(name): \(isSecret ? "(not shown)" : value)" }

    /// The field as it is sent, with a secret left out.
    package var debugDescription: String { description }

    /// A mirror in which a secret is not seen.
    package var customMirror: Mirror { Mirror(self, children: ["field": description]) }
}
