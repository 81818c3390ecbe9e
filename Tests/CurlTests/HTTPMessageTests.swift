import Curl
import Testing

@Suite struct `What is printed` {
    private let key = "sk-very-secret"

    private var request: HTTPRequest {
        HTTPRequest(
            .post,
            "https://example.com/v1",
            fields: [HTTPField("Authorization", "Bearer \(key)"), HTTPField("X-Other", key)],
            body: Array(key.utf8)
        )
    }

    /// Everything that Swift makes text of.
    private func texts(of value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return [
            "\(value)", String(describing: value), String(reflecting: value), dumped, "\([value])",
            "\(Optional.some(value) as Any)", "\(["x": value])",
        ]
    }

    @Test func `of a request holds no field's value and no body`() {
        for text in texts(of: request) {
            #expect(!text.contains(key))
            #expect(!text.contains("115, 107, 45"), "the body's bytes")
            #expect(text.contains("POST") || text.contains("post"))
            #expect(text.contains("https://example.com/v1"))
            #expect(text.contains("Authorization"))
        }
    }

    @Test func `of a field is its name`() {
        for text in texts(of: request.fields) + texts(of: request.fields[0]) {
            #expect(!text.contains(key))
            #expect(text.contains("Authorization"))
        }
    }

    @Test func `of an answer is its status and its size`() {
        let response = HTTPResponse(
            status: 200,
            fields: [("Set-Cookie", key)],
            body: Array(key.utf8)
        )
        for text in texts(of: response) {
            #expect(!text.contains(key))
            #expect(!text.contains("115, 107, 45"), "the body's bytes")
            #expect(text.contains("200"))
            #expect(text.contains("14"))
        }
    }
}

@Suite struct `A header field` {
    @Test(arguments: [("X", ""), ("Content-Type", "a/b; c=\"d\""), ("a_b.c~1", "\tGrün")])
    func `of a token and a line is allowed`(name: String, value: String) {
        #expect(HTTPField(name, value).isAllowed)
    }

    @Test(arguments: [
        ("", "x"), ("a b", "x"), ("a:", "x"), ("a\r\n", "x"), ("ä", "x"), ("a\0", "x"),
        ("a", "x\r\nb: y"), ("a", "x\n"), ("a", "\r"), ("a", "x\0y"), ("a", "\u{7F}"),
    ])
    func `that would break the line is not`(name: String, value: String) {
        #expect(!HTTPField(name, value).isAllowed)
    }

    @Test func `of an answer is found in any case, and the last one counts`() {
        let response = HTTPResponse(
            status: 200,
            fields: [("Retry-After", "1"), ("X", "y"), ("RETRY-AFTER", "2")],
            body: []
        )
        #expect(response["retry-after"] == "2")
        #expect(response["ReTrY-aFtEr"] == "2")
        #expect(response["retry"] == nil)
    }
}

@Suite struct `A failure` {
    private static let all: [HTTPFailure] = [
        .badURL(reason: "r"), .schemeNotAllowed(scheme: "ftp", host: "h"), .badField(name: "n"),
        .cannotResolve(server: "h"), .cannotConnect(server: "h", reason: "r"),
        .proxyFailed(server: "h", reason: "r"), .certificateNotTrusted(server: "h", reason: "r"),
        .certificateForAnotherHost(server: "h"), .certificateExpired(server: "h"),
        .certificateNotYetValid(server: "h"), .authoritiesUnreadable(reason: "r"),
        .tlsFailed(server: "h", reason: "r"), .timedOut(server: "h", .connecting),
        .timedOut(server: "h", .waiting), .timedOut(server: "h", .receiving),
        .connectionBroken(server: "h"), .bodyTooLarge(server: "h", limit: 1),
        .badReply(server: "h", reason: "r"), .cancelled, .stopped, .noResources(reason: "r"),
    ]

    @Test func `is told apart from every other by its sentence`() {
        #expect(Set(Self.all.map(\.description)).count == Self.all.count)
    }

    @Test(arguments: all) func `is one sentence`(failure: HTTPFailure) {
        #expect(failure.description.hasSuffix("."))
        #expect(!failure.description.dropLast().contains(". "))
        #expect(!failure.description.contains("\n"))
    }
}
