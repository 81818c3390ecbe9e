/// Where an API lives, such as `https://api.openai.com/v1`: everything before `/chat/completions`.
///
/// Only what cannot be misread is accepted, since the key is sent there: `https`, or `http` to this
/// very machine; no user name, no query, no escapes in the host's name.
package struct BaseURL: Hashable, Sendable {
    /// The address without a slash at its end.
    package let text: String

    /// The host's name or address, brackets included for IPv6.
    package let host: String

    /// Whether it is this machine, so that neither encryption nor a key is needed.
    package let isLoopback: Bool

    /// OpenAI's own.
    package static let openAI = BaseURL(
        text: "https://api.openai.com/v1",
        host: "api.openai.com",
        isLoopback: false
    )

    private init(text: String, host: String, isLoopback: Bool) {
        self.text = text
        self.host = host
        self.isLoopback = isLoopback
    }

    /// Reads an address; nil if it is not one that a key may be sent to.
    package init?(_ text: String) {
        guard let colon = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<colon.lowerBound].lowercased()
        let rest = text[colon.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let host = Self.host(ofAuthority: rest[..<slash]),
            rest[slash...].utf8.allSatisfy(Self.isPathByte)
        else { return nil }
        let isLoopback = Self.isLoopback(host)
        guard scheme == "https" || scheme == "http" && isLoopback else { return nil }
        let path = String(rest[slash...].reversed().drop { $0 == "/" }.reversed())
        self.init(
            text: "\(scheme)://\(rest[..<slash])\(path)",
            host: host,
            isLoopback: isLoopback
        )
    }

    /// Where questions are posted.
    package var chatCompletions: String { text + "/chat/completions" }

    private static func host(ofAuthority authority: Substring) -> String? {
        var host = authority
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0,
                authority[authority.index(after: colon)...].utf8.allSatisfy(isDigit)
            else { return nil }
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            return !address.isEmpty && address.utf8.allSatisfy(isAddressByte) ? String(host) : nil
        }
        return !host.isEmpty && host.utf8.allSatisfy(isNameByte) ? host.lowercased() : nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || "/_~%:=+,".utf8.contains(byte)
    }
}
