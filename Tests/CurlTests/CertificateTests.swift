import Curl
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A certificate` {
    /// How a client fares that trusts `trust` with a server that shows `certificate`.
    private func outcome(
        _ certificate: TestAuthority.Certificate,
        trusting trust: (TestAuthority) -> HTTPClient.Trust = { .authorities(path: $0.path) }
    ) async throws -> (status: Int?, failure: HTTPFailure?, server: String) {
        var outcome: (status: Int?, failure: HTTPFailure?, server: String) = (nil, nil, "")
        try await TestAuthority.run { authority in
            var options = HTTPClient.Options()
            options.trust = trust(authority)
            options.connectTimeout = .seconds(60)
            let client = try HTTPClient(options)
            try await authority.serve(certificate) { url in
                outcome.server = try HTTPURL(url).server
                do throws(HTTPFailure) {
                    let request = HTTPRequest(.get, url)
                    let response = try await client.send(request, before: .now + .seconds(60))
                    outcome.status = response.status
                } catch {
                    outcome.failure = error
                }
            }
        }
        return outcome
    }

    @Test func `of an authority that was named is taken`() async throws {
        let outcome = try await outcome(.right)
        #expect(outcome.failure == nil)
        #expect(outcome.status == 200)
    }

    @Test func `of an authority that the system does not know is not trusted`() async throws {
        let outcome = try await outcome(.right) { _ in .system }
        let reason = "SSL certificate problem: unable to get local issuer certificate"
        let expected = HTTPFailure.certificateNotTrusted(server: outcome.server, reason: reason)
        #expect(outcome.failure == expected)
    }

    @Test func `for another host says so`() async throws {
        let outcome = try await outcome(.otherHost)
        #expect(outcome.failure == .certificateForAnotherHost(server: outcome.server))
    }

    @Test func `that has expired says so`() async throws {
        let outcome = try await outcome(.expired)
        #expect(outcome.failure == .certificateExpired(server: outcome.server))
    }

    @Test func `cannot be judged by a file that is not there`() async throws {
        let outcome = try await outcome(.right) { .authorities(path: $0.path + ".gone") }
        guard case .authoritiesUnreadable = outcome.failure else {
            Issue.record("\(String(describing: outcome.failure))")
            return
        }
    }

    @Test func `is not shown by a server that speaks plain HTTP`() async throws {
        let client = try HTTPClient()
        try await ScriptedServer.run { peer in
            peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            peer.awaitLeaving()
        } during: { server in
            let failure = await #expect(throws: HTTPFailure.self) {
                let request = HTTPRequest(.get, "https://127.0.0.1:\(server.port)/")
                return try await client.send(request, before: .now + .seconds(60))
            }
            guard case .tlsFailed = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test func `that never comes ends the time to connect in`() async throws {
        var options = HTTPClient.Options()
        options.connectTimeout = .milliseconds(200)
        let client = try HTTPClient(options)
        try await ScriptedServer.run {
            $0.awaitLeaving()
        } during: { server in
            let name = "127.0.0.1:\(server.port)"
            await #expect(throws: HTTPFailure.timedOut(server: name, .connecting)) {
                let request = HTTPRequest(.get, "https://\(name)/")
                return try await client.send(request, before: .now + .seconds(600))
            }
            await server.saw(.left)
        }
    }
}
