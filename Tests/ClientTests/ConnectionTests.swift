import Client
import Landcover
import NIOCore
import Testing
import Wire

@Suite(.timeLimit(.minutes(1))) struct `A connection` {
    @Test func `many calls at once get each its own answer, in whatever order they come`()
        async throws
    {
        let count = 200
        try await TestDaemon.run { peer in
            var requests: [(UInt32, String)] = []
            while requests.count < count, let envelope = try await peer.next() {
                requests.append((envelope.callID, envelope.service))
            }
            for (callID, service) in requests.reversed() {
                let echo = Response(.description(fileDescriptorSet: Array(service.utf8)))
                try await peer.send(Envelope(callID: callID, body: .response(echo)))
            }
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                try await withThrowingTaskGroup(of: (Int, Response).self) { group in
                    for number in 0..<count {
                        group.addTask {
                            (number, try await daemon.call(.health(service: "\(number)")))
                        }
                    }
                    for try await (number, response) in group {
                        let echo = Array("\(number)".utf8)
                        #expect(response.result == .description(fileDescriptorSet: echo))
                    }
                }
            }
        }
    }

    @Test func `request id and timeout reach the daemon`() async throws {
        try await TestDaemon.run { peer in
            let envelope = try #require(try await peer.next())
            let request = Request(id: "r7", timeout: .seconds(3), method: .status)
            #expect(envelope.body == .request(request))
            try await peer.send(Envelope(callID: envelope.callID, body: .response(answer)))
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                let response = try await daemon.call(.status, timeout: .seconds(3), id: "r7")
                #expect(response == answer)
            }
        }
    }

    @Test func `an answer that comes byte by byte is read`() async throws {
        try await TestDaemon.run { peer in
            let callID = try #require(try await peer.next()).callID
            for byte in try frame(Envelope(callID: callID, body: .response(answer)))
                .readableBytesView
            {
                try await peer.send(bytes: ByteBuffer(bytes: [byte]))
            }
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                #expect(await daemon.outcome(.status) == .success(answer))
            }
        }
    }

    @Test func `a go-away fails what the daemon has not seen, and lets it answer the rest`()
        async throws
    {
        let status = Status(.unavailable, "stopping")
        try await TestDaemon.run { peer in
            for _ in 1...3 { _ = try await peer.next() }
            try await peer.send(.goAway(GoAway(lastCallID: 1, status: status)))
            try await peer.send(Envelope(callID: 1, body: .response(answer)))
            // The client hangs up by itself, for nothing more can come.
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                var answered = 0
                var refused: [ClientError] = []
                await withTaskGroup(of: Result<Response, ClientError>.self) { group in
                    for _ in 1...3 {
                        group.addTask { await daemon.outcome(.status) }
                    }
                    for await outcome in group {
                        switch outcome {
                        case .success: answered += 1
                        case .failure(let error): refused.append(error)
                        }
                    }
                }
                let error = ClientError.goneAway(path: daemon.path, status: status)
                #expect(answered == 1)
                #expect(refused == [error, error])
                #expect(error.isRetriable && error.code == .unavailable)
                await #expect(throws: error) { try await daemon.call(.status) }
            }
        }
    }

    @Test func `a connection that is dropped fails the open calls and the later ones`() async throws
    {
        try await TestDaemon.run { peer in
            _ = try await peer.next()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                let first = await daemon.outcome(.status, timeout: .seconds(30))
                let error = ClientError.connectionLost(
                    path: daemon.path,
                    reason: "it closed the connection"
                )
                #expect(first == .failure(error))
                #expect(!error.isRetriable && error.code == .unavailable)
                await #expect(throws: error) { try await daemon.call(.status) }
            }
        }
    }

    @Test func `a connection that is dropped inside an answer says so`() async throws {
        try await TestDaemon.run { peer in
            _ = try await peer.next()
            try await peer.send(bytes: ByteBuffer(bytes: [0, 0, 0, 0, 9, 8]))
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                let outcome = await daemon.outcome(.status)
                guard case .failure(.connectionLost(_, let reason)) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(reason.contains("6 of a frame's 14 bytes"))
            }
        }
    }

    @Test(
        arguments: [
            Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
            [0, 0xFF, 0xFF, 0xFF, 0xFF],
            [0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF],
            [1, 0, 0, 0, 0],
            // An answer to a call that was never made, and an empty envelope.
            [0, 0, 0, 0, 8, 0x08, 0x63, 0x1A, 0x04, 0x0A, 0x00, 0x12, 0x00],
            [0, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func `a peer that speaks something else is named a breach of protocol`(
        bytes: [UInt8]
    ) async throws {
        try await TestDaemon.run { peer in
            _ = try await peer.next()
            try await peer.send(bytes: ByteBuffer(bytes: bytes))
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                let outcome = await daemon.outcome(.status)
                guard case .failure(.protocolViolation(let path, _)) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(path == daemon.path)
            }
        }
    }

    @Test func `a silent daemon is given up shortly after the timeout, and told`() async throws {
        try await TestDaemon.run { peer in
            let callID = try #require(try await peer.next()).callID
            #expect(try await peer.next() == Envelope(callID: callID, body: .cancel))
            // Late, as a daemon may be: nobody waits for it, and nobody minds.
            try await peer.send(Envelope(callID: callID, body: .response(answer)))
            let next = try #require(try await peer.next()).callID
            try await peer.send(Envelope(callID: next, body: .response(answer)))
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket, grace: .milliseconds(5)) { daemon in
                let timeout = Duration.milliseconds(10)
                let started = ContinuousClock.now
                await #expect(
                    throws: ClientError.deadlineExceeded(path: daemon.path, timeout: timeout)
                ) {
                    try await daemon.call(.status, timeout: timeout)
                }
                #expect(ContinuousClock.now - started >= .milliseconds(15))
                #expect(await daemon.outcome(.status) == .success(answer))
            }
        }
    }

    @Test func `a cancelled task withdraws its call and leaves the connection usable`() async throws
    {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        try await TestDaemon.run { peer in
            let callID = try #require(try await peer.next()).callID
            arrived.yield()
            #expect(try await peer.next() == Envelope(callID: callID, body: .cancel))
            let status = Response(Status(.cancelled))
            try await peer.send(Envelope(callID: callID, body: .response(status)))
            let next = try #require(try await peer.next()).callID
            try await peer.send(Envelope(callID: next, body: .response(answer)))
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                await withTaskGroup(of: Result<Response, ClientError>.self) { group in
                    group.addTask { await daemon.outcome(.status) }
                    for await _ in arrivals { break }
                    group.cancelAll()
                    #expect(await group.next() == .failure(.cancelled))
                }
                #expect(await daemon.outcome(.status) == .success(answer))
            }
        }
    }

    @Test func `a call in a task that is cancelled already ends as cancelled`() async throws {
        try await TestDaemon.run { peer in
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                await withTaskGroup(of: Result<Response, ClientError>.self) { group in
                    group.cancelAll()
                    group.addTask { await daemon.outcome(.status) }
                    #expect(await group.next() == .failure(.cancelled))
                }
            }
        }
    }

    @Test func `a request that is too long is not sent and harms nothing`() async throws {
        try await TestDaemon.run { peer in
            let envelope = try #require(try await peer.next())
            #expect(envelope.body == .request(Request(method: .status)))
            try await peer.send(Envelope(callID: envelope.callID, body: .response(answer)))
            try await peer.drain()
        } during: { socket in
            try await Connection.open(to: socket) { daemon in
                let image = [UInt8](repeating: 1, count: Limits.requestBytes)
                let outcome = await daemon.outcome(.classify(ClassifyRequest(image: image)))
                guard case .failure(.unsendable(.oversizedMessage)) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(await daemon.outcome(.status) == .success(answer))
            }
        }
    }

    @Test func `a connection that outlives its scope is closed`() async throws {
        try await TestDaemon.run { peer in
            try await peer.drain()
        } during: { socket in
            let connection = try await Connection.open(to: socket) { $0 }
            await #expect(throws: ClientError.closed(path: connection.path)) {
                try await connection.call(.status)
            }
        }
    }

    @Test func `an error of the scope comes out of it`() async throws {
        struct Mishap: Error {}
        try await TestDaemon.run { peer in
            try await peer.drain()
        } during: { socket in
            await #expect(throws: Mishap.self) {
                try await Connection.open(to: socket) { _ in throw Mishap() }
            }
        }
    }
}

private let answer = Response(.health(.serving))

extension Connection {
    /// The outcome of a call as a value.
    fileprivate func outcome(
        _ method: Request.Method,
        timeout: Duration? = nil
    ) async -> Result<Response, ClientError> {
        do throws(ClientError) {
            return .success(try await call(method, timeout: timeout))
        } catch {
            return .failure(error)
        }
    }
}

extension Envelope {
    /// The service that a health request names.
    fileprivate var service: String {
        guard case .request(let request) = body, case .health(let service) = request.method else {
            return ""
        }
        return service
    }
}
