import SecondOpinion
import Testing

@Suite struct `The service of second opinions` {
    private let clock = TestClock()
    private let log = TestLog()

    private func service(
        _ transport: any OpinionTransport,
        settings: OpinionSettings = OpinionSettings(),
        key: APIKeySearch = search(),
        breaker: CircuitBreaker = CircuitBreaker()
    ) -> OpinionService {
        OpinionService(
            settings: settings,
            key: key,
            transport: transport,
            breaker: breaker,
            time: clock.timekeeper,
            seed: 3,
            log: log.callback
        )
    }

    @Test func `asks once where the first answer will do`() async throws {
        let transport = ScriptedTransport([.success(completion())]) {
            clock.advance(by: .seconds(2))
        }
        let outcome = await service(transport).opinion(on: try sampleImage())
        #expect(outcome.opinion?.landCover == .forest)
        #expect(outcome.opinion?.duration == .seconds(2))
        let request = try #require(transport.requests.first)
        #expect(transport.requests.count == 1)
        #expect(request.url == "https://api.openai.com/v1/chat/completions")
        #expect(
            request.fields.map(\.name) == ["Content-Type", "Accept", "User-Agent", "Authorization"]
        )
        #expect(request.fields.last?.value == "Bearer \(sampleKeyText)")
        let expected = ChatRequest(try sampleImage(), settings: OpinionSettings()).body
        #expect(request.body == expected)
    }

    @Test func `hands every end through as it is`() async throws {
        let ends: [(Result<TransportReply, TransportFailure>, String)] = [
            (.success(completion(nil, refusal: "No.")), "declined"),
            (.success(completion(finish: "length")), "cut off"),
            (.success(completion(finish: "content_filter")), "content filter"),
            (.success(failure(429, code: "insufficient_quota")), "quota"),
            (.success(failure(401)), "does not accept the key"),
            (.success(failure(403)), "refuses"),
            (.success(failure(404)), "has no model"), (.success(failure(400)), "HTTP 400"),
            (.success(failure(302)), "points elsewhere"), (.success(reply("?")), "form"),
            (.failure(.untrusted(reason: "expired")), "trusted"),
            (.failure(.cancelled), "withdrawn"),
        ]
        for (end, words) in ends {
            let transport = ScriptedTransport([end])
            let outcome = await service(transport).opinion(on: try sampleImage())
            #expect("\(outcome)".contains(words), "\(outcome)")
            #expect(transport.requests.count == 1)
        }
        #expect(clock.sleeps.isEmpty)
    }

    @Test func `asks again after failures that pass`() async throws {
        let transport = ScriptedTransport([
            .success(failure(500)), .failure(.interrupted(reason: "reset")), .success(completion()),
        ])
        let outcome = await service(transport).opinion(on: try sampleImage())
        #expect(outcome.opinion != nil)
        #expect(clock.sleeps.count == 2)
        #expect(clock.sleeps.allSatisfy { .milliseconds(375)...(.seconds(1)) ~= $0 })
        #expect(outcome.opinion?.duration == clock.sleeps.reduce(.zero, +))
        #expect(transport.requests.count == 3)
        #expect(Set(transport.deadlines).count == 1)
    }

    @Test func `gives up after two retries, with the last end`() async throws {
        let transport = ScriptedTransport([
            .success(failure(500)), .success(failure(503)), .success(failure(409)),
        ])
        let outcome = await service(transport).opinion(on: try sampleImage())
        #expect(outcome == .serverBusy(status: 409, message: ServerText("No.", hiding: nil)))
        #expect(transport.requests.count == 3)
    }

    @Test func `never sleeps beyond the deadline`() async throws {
        let wait = [HeaderField("retry-after", "20")]
        let transport = ScriptedTransport([
            .success(failure(429, fields: wait)), .success(completion()),
        ])
        let deadline = clock.now + .seconds(10)
        let outcome = await service(transport).opinion(on: try sampleImage(), before: deadline)
        #expect(outcome.retryAfter == .seconds(20))
        #expect(transport.deadlines == [deadline] && clock.sleeps.isEmpty)
        let patient = await service(transport).opinion(on: try sampleImage())
        #expect(patient.opinion != nil)
    }

    @Test func `has a limit of its own besides the caller's`() async throws {
        let transport = ScriptedTransport([.success(completion())])
        let start = clock.now
        _ = await service(transport).opinion(
            on: try sampleImage(),
            before: start + .seconds(3600)
        )
        #expect(transport.deadlines == [start + .seconds(30)])
    }

    @Test func `sends nothing where the deadline is over`() async throws {
        let transport = ScriptedTransport([])
        let outcome = await service(transport).opinion(on: try sampleImage(), before: clock.now)
        #expect(outcome == .timedOut(.waitingForOthers))
        #expect(transport.requests.isEmpty)
    }

    @Test func `drops logprobs for good where they are refused, and counts that as no retry`()
        async throws
    {
        var settings = OpinionSettings()
        settings.retries = 0
        let transport = ScriptedTransport([
            .success(failure(400, param: "logprobs")), .success(completion()),
            .success(completion()), .success(failure(400, param: "logprobs")),
        ])
        let service = service(transport, settings: settings)
        #expect(await service.opinion(on: try sampleImage()).opinion != nil)
        #expect(await service.opinion(on: try sampleImage()).opinion != nil)
        // Whoever finds fault with what was not sent is not asked again and again.
        #expect(await service.opinion(on: try sampleImage()).opinion == nil)
        let asked = transport.requests.map {
            String(decoding: $0.body, as: UTF8.self).contains("logprobs")
        }
        #expect(asked == [true, false, false, false])
        #expect(log.lines.count == 1)
    }

    @Test func `says what to do where there is no key, and sends nothing`() async throws {
        let transport = ScriptedTransport([])
        let service = service(transport, key: search(nil))
        let outcome = await service.opinion(on: try sampleImage())
        #expect(outcome == service.obstacle)
        #expect("\(outcome)".contains("put it into"))
        #expect(transport.requests.isEmpty)
    }

    @Test func `needs no key on this machine`() async throws {
        var settings = OpinionSettings()
        settings.baseURL = try #require(BaseURL("http://localhost:11434/v1"))
        let transport = ScriptedTransport([.success(completion())])
        let service = service(transport, settings: settings, key: search(nil))
        #expect(await service.opinion(on: try sampleImage()).opinion != nil)
        #expect(transport.requests.first?.fields.contains { $0.name == "Authorization" } == false)
    }

    @Test func `leaves an API alone that keeps failing, and comes back`() async throws {
        var settings = OpinionSettings()
        settings.retries = 0
        let transport = ScriptedTransport([
            .success(failure(500)), .success(failure(401)), .success(failure(500)),
            .success(completion()),
        ])
        let breaker = CircuitBreaker(threshold: 2, pause: .seconds(30))
        let service = service(transport, settings: settings, breaker: breaker)
        let image = try sampleImage()
        _ = await service.opinion(on: image)
        _ = await service.opinion(on: image)
        let refused = await service.opinion(on: image)
        #expect(
            refused
                == .circuitOpen(
                    tryAgainIn: .seconds(30),
                    cause: .badKey(message: ServerText("No.", hiding: nil))
                )
        )
        #expect(transport.requests.count == 2)
        clock.advance(by: .seconds(30))
        _ = await service.opinion(on: image)
        #expect(service.obstacle?.retryAfter == .seconds(30))
        clock.advance(by: .seconds(30))
        #expect(service.obstacle == nil)
        #expect(await service.opinion(on: image).opinion != nil)
        #expect(log.lines.count == 2 || log.lines.count == 3)
        #expect(log.lines.last == "the API answers again")
    }

    @Test func `does not retry into an open circuit`() async throws {
        let transport = ScriptedTransport([
            .success(failure(500)), .success(failure(503)), .success(completion()),
        ])
        let breaker = CircuitBreaker(threshold: 2, pause: .seconds(30))
        let outcome = await service(transport, breaker: breaker).opinion(on: try sampleImage())
        #expect(outcome == .serverFailing(status: 503, message: ServerText("No.", hiding: nil)))
        #expect(transport.requests.count == 2)
    }

    @Test func `does not blame the API for a deadline that was too short`() async throws {
        let transport = ScriptedTransport(Array(repeating: .failure(.timedOut), count: 20))
        let breaker = CircuitBreaker(threshold: 1, pause: .seconds(30))
        let service = service(transport, breaker: breaker)
        for _ in 0..<5 {
            _ = await service.opinion(
                on: try sampleImage(),
                before: clock.now + .milliseconds(900)
            )
        }
        #expect(service.obstacle == nil)
        _ = await service.opinion(on: try sampleImage())
        #expect(service.obstacle != nil)
    }

    @Test func `keeps answers, and answers alone, where a folder is named`() async throws {
        let folder = try TemporaryFolder()
        var settings = OpinionSettings()
        settings.cacheFolder = folder.path
        settings.retries = 0
        let transport = ScriptedTransport([
            .success(completion(nil, refusal: "No.")), .success(failure(401, sampleKeyText)),
            .success(completion(content(reason: sampleKeyText))),
        ])
        let service = service(transport, settings: settings)
        _ = await service.opinion(on: try sampleImage())
        _ = await service.opinion(on: try sampleImage())
        #expect(try folder.names.isEmpty)
        let first = await service.opinion(on: try sampleImage()).opinion
        let second = await service.opinion(on: try sampleImage()).opinion
        #expect(first?.isFromCache == false && second?.isFromCache == true)
        #expect(second?.reason == first?.reason && transport.requests.count == 3)
        let name = try #require(try folder.names.first)
        #expect(!String(decoding: try folder.read(name), as: UTF8.self).contains("0123456789"))
        // What is kept needs neither key nor network.
        let offline = self.service(ScriptedTransport([]), settings: settings, key: search(nil))
        #expect(await offline.opinion(on: try sampleImage()).opinion?.isFromCache == true)
        #expect(!log.lines.joined().contains("0123456789"))
    }

    @Test func `ends at once when its task is cancelled`() async throws {
        let image = try sampleImage()
        let (asked, isAsked) = AsyncStream.makeStream(of: Void.self)
        let service = service(SilentTransport { isAsked.yield() })
        let outcome = await withTaskGroup(of: OpinionOutcome.self) { group in
            group.addTask { await service.opinion(on: image) }
            for await _ in asked { break }
            group.cancelAll()
            return await group.next()
        }
        #expect(outcome == .cancelled)
    }

    @Test func `bounds the transfers at a time, and serves all who wait`() async throws {
        var settings = OpinionSettings()
        settings.concurrency = 4
        let transport = CountingTransport(completion())
        let image = try sampleImage()
        let service = OpinionService(
            settings: settings,
            key: search(),
            transport: transport,
            seed: 3
        )
        let answered = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { await service.opinion(on: image).opinion != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(answered == 100)
        #expect(transport.most <= 4)
        #expect(service.waiting == 0)
    }

    @Test func `keeps the deadline of who waits for others, and can be cancelled there`()
        async throws
    {
        var settings = OpinionSettings()
        settings.concurrency = 1
        let image = try sampleImage()
        let (asked, isAsked) = AsyncStream.makeStream(of: Void.self)
        let silent = SilentTransport { isAsked.yield() }
        // The test's clock does not sleep, so whoever waits is at its deadline.
        let service = service(silent, settings: settings)
        await withTaskGroup(of: OpinionOutcome.self) { group in
            group.addTask { await service.opinion(on: image) }
            for await _ in asked { break }
            #expect(await service.opinion(on: image) == .timedOut(.waitingForOthers))
            #expect(service.waiting == 0)
            group.cancelAll()
        }
        // The machine's clock does sleep: the wait ends with the task.
        let patient = OpinionService(settings: settings, key: search(), transport: silent, seed: 3)
        let outcomes = await withTaskGroup(of: OpinionOutcome.self) { group in
            for _ in 0..<5 { group.addTask { await patient.opinion(on: image) } }
            for await _ in asked { break }
            while patient.waiting < 4 { await Task.yield() }
            group.cancelAll()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: .cancelled, count: 5))
        #expect(patient.waiting == 0)
    }
}
