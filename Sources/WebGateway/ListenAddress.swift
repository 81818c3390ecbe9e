/// An address and a port, as a command line gives them: `127.0.0.1:8080`, `[::1]:8080`, `host:0`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A host name or address; IPv6 without its brackets.
    package let host: String

    /// 0…65535.
    package let port: Int

    /// This machine alone, on the port that everybody tries first.
    package static let usual = ListenAddress(host: "127.0.0.1", port: 8080)

    /// States an address.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads one; nil if it is none.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let port = UInt16(digits) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    /// The text that is read as this address.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
