import HTTPTypes
import Testing
import WebGateway
import Wire

@Suite struct `Who may ask` {
    private let rule = HostRule(names: ["Maps.Example.org"])

    private func code(
        _ authority: String?,
        method: HTTPRequest.Method = .get,
        _ fields: [(String, String)] = []
    ) -> StatusCode? {
        var request = HTTPRequest(method: method, scheme: "http", authority: authority, path: "/")
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { request.headerFields[name] = value }
        }
        do throws(Problem) {
            try rule.check(request)
            return nil
        } catch {
            return error.status.code
        }
    }

    @Test(arguments: [
        "localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "192.168.1.7", "[::1]:8080",
        "[fe80::1]", "maps.example.org", "MAPS.example.org:443", "[::ffff:127.0.0.1]:80",
    ])
    func `addresses, localhost and the names that were allowed are this server`(host: String) {
        #expect(code(host) == nil)
    }

    @Test(arguments: [
        "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
        "1.2.3", "1.2.3.4.5", "256.1.1.1", "+1.2.3.4", "maps.example.org.", "[evil]",
    ])
    func `another name is somebody else's`(host: String) {
        #expect(code(host) == .permissionDenied)
    }

    @Test(arguments: [nil, "", "localhost:80a", "[::1", "[::1]x", ":8080"])
    func `a request without a readable host is malformed`(host: String?) {
        #expect(code(host) == .invalidArgument)
    }

    @Test(arguments: ["same-origin", "none"])
    func `a post of the own page passes`(site: String) {
        #expect(code("localhost:8080", method: .post, [("Sec-Fetch-Site", site)]) == nil)
    }

    @Test(arguments: ["cross-site", "same-site"])
    func `a post of another site's page does not`(site: String) {
        let fields = [("Sec-Fetch-Site", site)]
        #expect(code("localhost:8080", method: .post, fields) == .permissionDenied)
    }

    @Test(arguments: ["http://localhost:8080", "https://LOCALHOST:8080"])
    func `a post with the own origin passes`(origin: String) {
        #expect(code("localhost:8080", method: .post, [("Origin", origin)]) == nil)
    }

    @Test(arguments: ["null", "http://localhost:9090", "http://localhost", "http://evil.example"])
    func `a post with another origin does not`(origin: String) {
        let fields = [("Origin", origin)]
        #expect(code("localhost:8080", method: .post, fields) == .permissionDenied)
    }

    @Test func `a program that is no browser passes`() {
        #expect(code("127.0.0.1:8080", method: .post) == nil)
    }

    @Test func `a link on another site leads to the page`() {
        #expect(code("localhost:8080", [("Sec-Fetch-Site", "cross-site")]) == nil)
    }
}
