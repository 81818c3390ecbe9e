/// What a server answered, whatever its status says.
package struct HTTPResponse: Hashable, Sendable {
    /// The status, such as 200.
    package let status: Int

    /// The body, decompressed.
    package let body: [UInt8]

    private let values: [String: String]

    /// Makes an answer; of several fields that differ by case alone, the last one counts.
    package init(status: Int, fields: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.body = body
        values = Dictionary(fields.map { ($0.name.lowercased(), $0.value) }) { _, last in last }
    }

    /// What a header field says; nil if the server did not send it.
    ///
    /// - Parameter name: Case does not matter.
    package subscript(name: String) -> String? { values[name.lowercased()] }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Status and size; what the server wrote is not for logs.
    package var description: String { "\(status), \(body.count) bytes" }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// The same as ``description``, in parts.
    package var customMirror: Mirror {
        Mirror(self, children: ["status": status, "bodyByteCount": body.count])
    }
}
