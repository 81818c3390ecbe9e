import FoundationEssentials
import Landcover
import Testing
import WebGateway
import WebPage

@Suite struct `What is in the binary` {
    private func file(_ path: String) throws -> WebFile {
        try #require(WebFile.all.first { $0.path == path })
    }

    @Test func `the page, its parts and the samples are`() throws {
        #expect(try file("/assets/index.html").mediaType == "text/html; charset=utf-8")
        #expect(try file("/assets/app.js").mediaType == "text/javascript; charset=utf-8")
        let sample = try file("/samples/forest.png")
        #expect(sample.mediaType == "image/png")
        #expect(sample.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test func `no file is of an unknown type or empty`() {
        for file in WebFile.all {
            #expect(file.mediaType != "application/octet-stream", "\(file.path)")
            #expect(!file.bytes.isEmpty, "\(file.path)")
        }
    }

    @Test func `tags tell files apart`() {
        #expect(Set(WebFile.all.map(\.entityTag)).count == WebFile.all.count)
    }

    @Test func `the description is of this version`() throws {
        struct Description: Decodable {
            struct Info: Decodable { let version: String }
            let openapi: String
            let info: Info
        }
        let bytes = try file("/api/openapi.json").bytes
        let description = try JSONDecoder().decode(Description.self, from: Data(bytes))
        #expect(description.info.version == Version.current)
        #expect(description.openapi == "3.1.0")
    }
}

@Suite struct `An address to listen on` {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0),
        ("localhost:65535", "localhost", 65535),
    ])
    func `is read and written`(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "8080", ":8080", "a:", "a:65536", "a:-1", "::1:80", "[]:1", "a b:1", "a:+1",
    ])
    func `is refused if it is none`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
