import Curl
import Testing

/// Each server here is a real one that answers on its own thread.
@Suite(.timeLimit(.minutes(2))) struct `An answer` {
    @Test func `comes with its status, fields and body, and the request arrives as it was made`()
        async throws
    {
        let client = try HTTPClient()
        try await ScriptedServer.run { peer in
            peer.request()
            peer.send(
                "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\nretry-after: 7\r\nX-Empty:\r\n"
                    + "Content-Length: 5\r\n\r\nhello"
            )
        } during: { server in
            let request = HTTPRequest(
                .post,
                server.url("/v1?a=b"),
                fields: [
                    HTTPField("Authorization", "Bearer sk-1"),
                    HTTPField("Content-Type", "application/json"), HTTPField("X-Empty", ""),
                ],
                body: Array(#"{"a":1}"#.utf8)
            )
            let response = try await client.send(request, before: .now + .seconds(60))
            #expect(response.status == 429)
            #expect(response["Retry-After"] == "7")
            #expect(response["X-Empty"] == "")
            #expect(response.body == Array("hello".utf8))
            let text = try await server.firstRequest()
            let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines.first == "POST /v1?a=b HTTP/1.1")
            #expect(lines.last == #"{"a":1}"#)
            #expect(
                Set(lines.dropFirst().dropLast(2)) == [
                    "Host: 127.0.0.1:\(server.port)", "Accept: */*",
                    "Accept-Encoding: gzip, deflate", "Authorization: Bearer sk-1",
                    "Content-Type: application/json", "X-Empty:", "Content-Length: 7",
                ]
            )
        }
    }

    @Test func `to a large body without a type comes at once, and nothing is made up`() async throws
    {
        let client = try HTTPClient()
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 1_200_000)
        try await ScriptedServer.run { peer in
            let length = peer.request()?.unicodeScalars.count ?? 0
            peer.send("HTTP/1.1 200 OK\r\nX-Length: \(length)\r\nContent-Length: 0\r\n\r\n")
        } during: { server in
            let request = HTTPRequest(.post, server.url(), body: body)
            let response = try await client.send(request, before: .now + .seconds(60))
            #expect(response.body.isEmpty)
            #expect((Int(response["X-Length"] ?? "") ?? 0) > body.count)
            let head = try await server.firstRequest().prefix(1_000).lowercased()
            #expect(!head.contains("expect:"))
            #expect(!head.contains("content-type:"))
        }
    }

    @Test(arguments: Reply.whole) func `is read however it is written`(reply: Reply) async throws {
        let response = try await reply.sent(to: try HTTPClient()).get()
        #expect(response.status == 200)
        #expect(response.body == Array("hello".utf8))
    }

    @Test func `that leads elsewhere is handed on, not followed`() async throws {
        let reply = Reply(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        )
        let response = try await reply.sent(to: try HTTPClient()).get()
        #expect(response.status == 302)
        #expect(response["location"] == "http://127.0.0.1:1/")
    }

    @Test(arguments: Reply.broken) func `that breaks off is a broken connection`(
        reply: Reply
    ) async throws {
        let failure = try await reply.failure(at: try HTTPClient())
        #expect(failure == .connectionBroken(server: failure.server))
    }

    @Test(arguments: Reply.nonsense) func `that is none is told from a broken connection`(
        reply: Reply
    ) async throws {
        let failure = try await reply.failure(at: try HTTPClient())
        guard case .badReply = failure else {
            Issue.record("\(failure)")
            return
        }
    }

    @Test(arguments: Reply.large) func `of more bytes than allowed is refused`(
        reply: Reply
    ) async throws {
        var options = HTTPClient.Options()
        options.maximumBodyBytes = 1_000
        let failure = try await reply.failure(at: try HTTPClient(options))
        #expect(failure == .bodyTooLarge(server: failure.server, limit: 1_000))
    }

    @Test func `of exactly as many bytes as allowed is not refused`() async throws {
        var options = HTTPClient.Options()
        options.maximumBodyBytes = 5
        for reply in Reply.whole {
            let response = try await reply.sent(to: try HTTPClient(options)).get()
            #expect(response.body.count == 5)
        }
    }

    @Test func `whose head never ends is refused`() async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run { peer in
            peer.request()
            let line = "X: " + String(repeating: "x", count: 1_000) + "\r\n"
            guard peer.send("HTTP/1.1 200 OK\r\n") else { return }
            while peer.send(line) {}
        } during: { server in
            await #expect {
                try await client.send(HTTPRequest(.get, server.url()), before: .now + .seconds(60))
            } throws: { error in
                guard case .badReply = error as? HTTPFailure else { return false }
                return true
            }
        }
    }
}

extension ScriptedServer {
    /// The first request that it reads.
    fileprivate func firstRequest() async throws -> String {
        for await case .received(let text) in events { return text }
        throw CancellationError()
    }
}

extension HTTPFailure {
    /// The server that it tells of.
    fileprivate var server: String {
        switch self {
        case .connectionBroken(let server), .bodyTooLarge(let server, _): server
        default: "no server"
        }
    }
}
