import Curl
import Testing

@Suite struct `A URL` {
    @Test(arguments: [
        "https://api.example.com/v1/chat", "HTTPS://api.example.com", "https://10.0.0.1:8443/",
        "https://[2001:db8::1]/",
    ])
    func `may go anywhere by https`(text: String) throws {
        let url = try HTTPURL(text)
        #expect(url.scheme == .https)
        #expect(!url.isLoopback)
    }

    @Test(arguments: [
        "http://127.0.0.1:8080/v1", "http://127.255.0.3", "http://localhost/", "http://LOCALHOST",
        "http://[::1]:80/", "http://[0:0:0:0:0:0:0:1]/",
        // libcurl reads these as the system's resolver would: they are the same address.
        "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
    ])
    func `may go to this machine by http`(text: String) throws {
        let url = try HTTPURL(text)
        #expect(url.scheme == .http)
        #expect(url.isLoopback)
    }

    @Test(arguments: [
        "http://example.com/", "http://128.0.0.1/", "http://127.0.0.1.example.com/",
        "http://localhost.example.com/", "http://localhost./", "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/", "http://[::2]/", "http://127.0.0.256/",
        "http://127.0.0.1%2eexample.com/", "http://1270.0.0.1/", "http://127.0.0.1.1/",
    ])
    func `may go nowhere else by http`(text: String) {
        #expect { try HTTPURL(text) } throws: { error in
            guard case .schemeNotAllowed("http", _) = error as? HTTPFailure else { return false }
            return true
        }
    }

    @Test(arguments: ["ftp", "gopher", "ws", "scp", "httpss"])
    func `is refused with any other scheme`(scheme: String) {
        #expect(throws: HTTPFailure.schemeNotAllowed(scheme: scheme, host: "127.0.0.1")) {
            try HTTPURL("\(scheme)://127.0.0.1/")
        }
    }

    @Test func `is refused as a file's`() {
        #expect(throws: HTTPFailure.schemeNotAllowed(scheme: "file", host: "")) {
            try HTTPURL("file:///etc/passwd")
        }
    }

    @Test(arguments: [
        "", "api.example.com/v1", "https://", "https://a b/", "https://host:port/",
        "https://host:65536/", "https://a\r\nb/", "https://[::1/", "http://127.0.0.1\0.example.com",
        "https://key@host/", "https://user:key@host/",
    ])
    func `that is none is refused without being repeated`(text: String) {
        #expect { try HTTPURL(text) } throws: { error in
            guard case .badURL = error as? HTTPFailure else { return false }
            return !"\(error)".contains("key")
        }
    }

    @Test func `names its server without the usual port`() throws {
        #expect(try HTTPURL("https://example.com/x").server == "example.com")
        #expect(try HTTPURL("https://example.com:443/x").server == "example.com")
        #expect(try HTTPURL("https://example.com:80/x").server == "example.com:80")
        #expect(try HTTPURL("http://localhost/x").server == "localhost")
        #expect(try HTTPURL("http://[::1]:81/x").server == "[::1]:81")
    }
}
