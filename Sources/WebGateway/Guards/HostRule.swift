package import HTTPTypes
import Wire

/// Who may be meant by a request, and from which pages one may come.
///
/// A browser sends whatever page it shows to any server, this one on the user's machine included. So
/// a request must name this server by an address, as `localhost`, or by a name that was allowed: a
/// name of somebody else's that leads here is DNS rebinding. And what changes something or costs
/// anything must come from this server's own page, or from no page at all.
package struct HostRule: Hashable, Sendable {
    private let names: Set<String>

    /// Allows names besides `localhost` and addresses.
    package init(names: [String]) {
        self.names = Set(names.map { $0.lowercased() }).union(["localhost"])
    }

    /// Lets a request pass.
    ///
    /// - Throws: ``Problem`` with `PERMISSION_DENIED`, or `INVALID_ARGUMENT` if it names no host.
    package func check(_ request: HTTPRequest) throws(Problem) {
        guard let authority = request.authority, !authority.isEmpty,
            let host = Self.host(of: authority)
        else {
            throw .badRequest("the request does not say which host it is for")
        }
        guard names.contains(host) || Self.isAddress(host) else {
            throw Self.denied(
                "this server is not known as \(host.prefix(100)); start landcover-web with "
                    + "--host-name \(host.prefix(100)) if it is yours"
            )
        }
        guard request.method != .get, request.method != .head else { return }
        let fields = request.headerFields
        if let site = fields[.secFetchSite] {
            guard site == "same-origin" || site == "none" else { throw Self.foreignPage }
        }
        if let origin = fields[.origin] {
            let own = ["http://", "https://"].map { $0 + authority.lowercased() }
            guard own.contains(origin.lowercased()) else { throw Self.foreignPage }
        }
    }

    private static let foreignPage = denied("the request comes from the page of another site")

    private static func denied(_ sentence: String) -> Problem {
        Problem(Status(.permissionDenied, sentence))
    }

    /// The host of `host:port`, without port and without the brackets of IPv6, in small letters.
    private static func host(of authority: String) -> String? {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return nil }
            return authority[authority.startIndex...end].lowercased()
        }
        guard let colon = authority.firstIndex(of: ":") else { return authority.lowercased() }
        guard isPort(authority[colon...]), colon > authority.startIndex else { return nil }
        return authority[..<colon].lowercased()
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard text.first == ":" else { return false }
        return text.utf8.count <= 6 && text.utf8.dropFirst().allSatisfy { 0x30...0x39 ~= $0 }
    }

    /// Whether a host is an address, in which nobody can have put a name of theirs.
    private static func isAddress(_ host: String) -> Bool {
        if host.hasPrefix("[") {
            return host.utf8.dropFirst().dropLast().allSatisfy { byte in
                0x30...0x3A ~= byte || 0x61...0x66 ~= byte || byte == 0x2E
            }
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.first != "+" }
    }
}

extension HTTPField.Name {
    /// Whether a request comes from this site's page, as browsers tell (W3C Fetch Metadata).
    fileprivate static var secFetchSite: Self { HTTPField.Name("Sec-Fetch-Site") ?? .origin }
}
