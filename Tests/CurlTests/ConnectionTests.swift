import Curl
import Foundation
import Glibc
import Testing

/// What a client holds on to, and what it leaves behind.
@Suite(.timeLimit(.minutes(2))) struct `A client's connections` {
    /// Answers every request on a connection with its own text.
    private static let echo: @Sendable (Peer) -> Void = { peer in
        while let request = peer.request() {
            let path = request.split(separator: " ").dropFirst().first ?? ""
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.count)\r\n\r\n\(path)")
        }
    }

    @Test func `are used again`() async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run(Self.echo) { server in
            for number in 0..<5 {
                let request = HTTPRequest(.post, server.url("/\(number)"), body: [1, 2, 3])
                let response = try await client.send(request, before: .now + .seconds(60))
                #expect(response.body == Array("/\(number)".utf8))
            }
            #expect(server.accepted == 1)
        }
    }

    @Test func `carry fifty requests at once, each with its own answer`() async throws {
        var options = HTTPClient.Options()
        options.maximumKeptConnections = 4
        let client = try HTTPClient(options)
        try await ScriptedServer.run(Self.echo) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let request = HTTPRequest(.get, server.url("/\(number)"))
                        let response = try await client.send(request, before: .now + .seconds(60))
                        #expect(response.body == Array("/\(number)".utf8))
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.clientSockets <= 4)
            client.stop()
            #expect(server.clientSockets == 0)
        }
    }

    @Test func `that the server has closed meanwhile are replaced`() async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run { peer in
            peer.request()
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        } during: { server in
            for _ in 0..<10 {
                let request = HTTPRequest(.post, server.url(), body: [1])
                let response = try await client.send(request, before: .now + .seconds(60))
                #expect(response.status == 200)
            }
            #expect(server.accepted == 10)
        }
    }

    @Test func `are closed when the client is let go of`() async throws {
        try await ScriptedServer.run(Self.echo) { server in
            do {
                let client = try HTTPClient()
                let request = HTTPRequest(.get, server.url())
                _ = try await client.send(request, before: .now + .seconds(60))
                withExtendedLifetime(client) { #expect(server.clientSockets == 1) }
            }
            #expect(server.clientSockets == 0)
        }
    }

    @Test func `never lead to this machine through a proxy`() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "https_proxy", "all_proxy"] {
                unsafe setenv(name, "http://127.0.0.1:1", 1)
            }
            unsafe unsetenv("no_proxy")
            unsafe unsetenv("NO_PROXY")
            let client = try HTTPClient()
            try await ScriptedServer.run(Self.echo) { server in
                let request = HTTPRequest(.get, server.url())
                let response = try await client.send(request, before: .now + .seconds(60))
                precondition(response.status == 200, "answered by another")
            }
            // The proxy is used where it should be, or this test would show nothing.
            do throws(HTTPFailure) {
                let request = HTTPRequest(.get, "https://example.invalid/")
                _ = try await client.send(request, before: .now + .seconds(60))
                preconditionFailure("nobody answers")
            } catch {
                guard case .proxyFailed(_, "Connection refused") = error else {
                    preconditionFailure("\(error)")
                }
            }
        }
    }

    @Test func `and threads and descriptors do not pile up over a hundred clients`() async {
        // In a process of its own, where nothing else comes and goes.
        await #expect(processExitsWith: .success) {
            func count(_ folder: String) throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(folder)").count
            }
            try HTTPClient().stop()
            let before = try (count("fd"), count("task"))
            for number in 0..<100 {
                let client = try HTTPClient()
                if number.isMultiple(of: 2) { client.stop() }
            }
            let after = try (count("fd"), count("task"))
            precondition(after.0 < before.0 + 10, "descriptors: \(before.0), then \(after.0)")
            precondition(after.1 < before.1 + 10, "threads: \(before.1), then \(after.1)")
        }
    }
}
