import CCurl

/// Where a request may go: anywhere by https, and to this machine itself by http, too.
///
/// libcurl's own parser takes the URL apart, and the transfer is given what that parser made of it,
/// so that what was judged is what is dialled.
package struct HTTPURL: Hashable, Sendable {
    /// How the server is spoken to.
    package enum Scheme: String, Hashable, Sendable {
        /// Encrypted, by a server that proves its name.
        case https
        /// As plain text.
        case http
    }

    /// The URL as libcurl writes it.
    package let text: String

    /// How the server is spoken to.
    package let scheme: Scheme

    /// The server's name or address; an IPv6 address stands in brackets.
    package let host: String

    /// The server's port.
    package let port: Int

    /// Takes a URL apart and judges it.
    ///
    /// - Throws: ``HTTPFailure/badURL(reason:)`` or
    ///   ``HTTPFailure/schemeNotAllowed(scheme:host:)``. A URL with a user or password is bad:
    ///   URLs are shown to people.
    package init(_ text: String) throws(HTTPFailure) {
        // C's strings end there, and what comes after it would not be judged.
        guard !text.utf8.contains(0) else { throw .badURL(reason: "it holds a zero byte") }
        let parts = try URLParts(text)
        let name = try parts.part(CURLUPART_SCHEME).lowercased()
        host = try parts.part(CURLUPART_HOST)
        guard let scheme = Scheme(rawValue: name),
            scheme == .https || Self.isLoopback(host: host)
        else { throw .schemeNotAllowed(scheme: name, host: host) }
        self.scheme = scheme
        port = Int(try parts.part(CURLUPART_PORT)) ?? 0
        self.text = try parts.part(CURLUPART_URL)
    }

    /// The server as people are told of it: its host, and its port if it is not the usual one.
    package var server: String {
        let usual = scheme == .https ? 443 : 80
        return port == usual ? host : "\(host):\(port)"
    }

    /// Whether the server is this machine: `localhost`, an address in 127.0.0.0/8, or `[::1]`.
    package var isLoopback: Bool { Self.isLoopback(host: host) }

    /// Whether a host, as ``host`` writes it, is this machine, whatever a name server says.
    ///
    /// libcurl resolves `localhost` by itself (RFC 6761, 6.3), so that it is in this list.
    package static func isLoopback(host: String) -> Bool {
        if host == "[::1]" || host.lowercased() == "localhost" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.first == "127"
            && numbers.allSatisfy { number in
                number.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                    && UInt8(number) != nil
            }
    }
}

/// A URL in libcurl's hands (`CURLU *`).
@safe private struct URLParts: ~Copyable {
    private let handle: OpaquePointer

    init(_ text: String) throws(HTTPFailure) {
        guard let handle = unsafe curl_url() else { throw .noResources(reason: "out of memory") }
        // A scheme that libcurl does not know is refused by name further up.
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME)
        do throws(HTTPFailure) {
            try Self.check(unsafe curl_url_set(handle, CURLUPART_URL, text, flags))
        } catch {
            unsafe curl_url_cleanup(handle)
            throw error
        }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe curl_url_cleanup(handle) }

    /// A part as text; a port that is not written down is the scheme's usual one.
    func part(_ part: CURLUPart) throws(HTTPFailure) -> String {
        var text: UnsafeMutablePointer<CChar>?
        defer { unsafe curl_free(text) }
        let flags = part == CURLUPART_PORT ? UInt32(CURLU_DEFAULT_PORT) : 0
        let status = unsafe curl_url_get(handle, part, &text, flags)
        // Only a scheme that is refused anyway has no host or port.
        if status == CURLUE_NO_HOST || status == CURLUE_NO_PORT { return "" }
        try Self.check(status)
        return unsafe text.map { unsafe String(cString: $0) } ?? ""
    }

    private static func check(_ status: CURLUcode) throws(HTTPFailure) {
        guard status != CURLUE_OK else { return }
        let reason = unsafe curl_url_strerror(status).map { unsafe String(cString: $0) }
        throw .badURL(reason: reason ?? "error \(status.rawValue)")
    }
}
