/// What is asked of a server.
///
/// Its field values and its body never show in a description, a debugger's or `dump`'s output:
/// keys stand there, and what users sent.
package struct HTTPRequest: Sendable {
    /// What is to be done with the resource.
    package enum Method: String, Hashable, Sendable {
        /// Reads it.
        case get = "GET"
        /// Hands it a body.
        case post = "POST"
    }

    /// What is to be done with the resource.
    package var method: Method

    /// Where it is; see ``HTTPURL`` for what is allowed.
    package var url: String

    /// What is said about the request; `Host`, `Content-Length` and `Accept-Encoding` are added.
    package var fields: [HTTPField]

    /// The bytes that are sent with it.
    package var body: [UInt8]

    /// Asks `method` of `url`.
    ///
    /// - Precondition: Only a ``Method/post`` has a body.
    package init(
        _ method: Method,
        _ url: String,
        fields: [HTTPField] = [],
        body: [UInt8] = []
    ) {
        precondition(method == .post || body.isEmpty, "a GET has no body")
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method, URL, the names of the fields and the body's size.
    package var description: String {
        let names = fields.map(\.name).joined(separator: ", ")
        return "\(method.rawValue) \(url) [\(names)] \(body.count) bytes"
    }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// The same as ``description``, in parts.
    package var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "method": method, "url": url, "fields": fields.map(\.name),
                "bodyByteCount": body.count,
            ]
        )
    }
}

/// A header field of a request, such as `Authorization`.
///
/// Its value never shows in a description, a debugger's or `dump`'s output.
package struct HTTPField: Hashable, Sendable {
    /// What the field is called.
    package let name: String

    /// What it says.
    package let value: String

    /// Makes a field; whether HTTP allows its characters is looked at when it is sent.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether HTTP allows its characters (RFC 9110, 5.1 and 5.5): no line break smuggles in
    /// another field.
    package var isAllowed: Bool {
        !name.isEmpty && name.utf8.allSatisfy(Self.isTokenCharacter)
            && value.utf8.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension HTTPField: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The field's name.
    package var description: String { "\(name): (hidden)" }

    /// The same as ``description``.
    package var debugDescription: String { description }

    /// The field's name alone.
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
