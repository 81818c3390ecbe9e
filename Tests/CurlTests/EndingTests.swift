import Curl
import Testing

/// How a transfer ends whose server does not answer.
@Suite(.timeLimit(.minutes(2))) struct `A transfer` {
    private typealias Script = @Sendable (Peer) -> Void

    /// Longer than any test here may take: what ends within it was ended.
    private let never = Duration.seconds(600)

    /// Says the first part of an answer and then nothing until the client leaves.
    private func stopping(after beginning: String) -> Script {
        { peer in
            peer.request()
            peer.send(beginning)
            peer.awaitLeaving()
        }
    }

    @Test(arguments: [
        ("", HTTPFailure.Stage.waiting),
        ("HTTP/1.1 200 OK\r\nX: ", .receiving),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", .receiving),
    ])
    func `ends at its deadline, and its connection with it`(
        beginning: String,
        stage: HTTPFailure.Stage
    ) async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run(stopping(after: beginning)) { server in
            let begin = ContinuousClock.now
            await #expect(throws: HTTPFailure.timedOut(server: "127.0.0.1:\(server.port)", stage)) {
                let request = HTTPRequest(.get, server.url())
                return try await client.send(request, before: begin + .milliseconds(300))
            }
            #expect(ContinuousClock.now - begin >= .milliseconds(300))
            await server.saw(.left)
            #expect(server.clientSockets == 0)
        }
    }

    @Test func `whose deadline has passed is not begun`() async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run(stopping(after: "")) { server in
            let name = "127.0.0.1:\(server.port)"
            await #expect(throws: HTTPFailure.timedOut(server: name, .connecting)) {
                try await client.send(HTTPRequest(.get, server.url()), before: .now)
            }
            #expect(server.accepted == 0)
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"])
    func `ends when its task is cancelled, and its connection with it`(
        beginning: String
    ) async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run(stopping(after: beginning)) { server in
            await withTaskGroup(of: HTTPFailure?.self) { group in
                group.addTask {
                    do throws(HTTPFailure) {
                        let request = HTTPRequest(.get, server.url())
                        _ = try await client.send(request, before: .now + never)
                        return nil
                    } catch {
                        return error
                    }
                }
                await server.saw(.received(""))
                group.cancelAll()
                #expect(await group.next() == .cancelled)
            }
            await server.saw(.left)
            #expect(server.clientSockets == 0)
        }
    }

    @Test func `of a task that is cancelled already is not begun`() async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run(stopping(after: "")) { server in
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    await #expect(throws: HTTPFailure.cancelled) {
                        try await client.send(HTTPRequest(.get, server.url()), before: .now + never)
                    }
                }
            }
            #expect(server.accepted == 0)
        }
    }

    @Test func `ends when its client is stopped, and every one after it`() async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run(stopping(after: "")) { server in
            let request = HTTPRequest(.get, server.url())
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        await #expect(throws: HTTPFailure.stopped) {
                            try await client.send(request, before: .now + never)
                        }
                    }
                }
                for _ in 0..<3 { await server.saw(.received("")) }
                client.stop()
                client.stop()
            }
            for _ in 0..<3 { await server.saw(.left) }
            #expect(server.clientSockets == 0)
            await #expect(throws: HTTPFailure.stopped) {
                try await client.send(request, before: .now + never)
            }
        }
    }

    @Test func `to a port where nobody listens says so`() async throws {
        let client = try HTTPClient()
        var port = 0
        // A port that was free a moment ago, and that the system does not give out again at once.
        try await ScriptedServer.run({ _ in }) { port = $0.port }
        let name = "127.0.0.1:\(port)"
        await #expect(
            throws: HTTPFailure.cannotConnect(server: name, reason: "Connection refused")
        ) {
            try await client.send(HTTPRequest(.get, "http://\(name)/"), before: .now + never)
        }
    }

    @Test func `with a line break in a field is not begun, and its value stays hidden`()
        async throws
    {
        let client = try HTTPClient()
        try await ScriptedServer.run(stopping(after: "")) { server in
            let field = HTTPField("Authorization", "Bearer sk-1\n")
            let request = HTTPRequest(.get, server.url(), fields: [field])
            let failure = await #expect(throws: HTTPFailure.self) {
                try await client.send(request, before: .now + never)
            }
            #expect(failure == .badField(name: "Authorization"))
            #expect(failure?.description.contains("sk-1") == false)
            #expect(server.accepted == 0)
        }
    }
}
