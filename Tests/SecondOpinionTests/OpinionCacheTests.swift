import PlainText
import SecondOpinion
import Testing

@Suite struct `The cache of opinions` {
    private let folder: TemporaryFolder
    private let log = TestLog()
    private let cache: OpinionCache
    private let key: OpinionCache.Key

    init() throws {
        folder = try TemporaryFolder()
        cache = OpinionCache(folder: folder.path, log: log.callback)
        key = OpinionCache.Key(try sampleImage(), settings: OpinionSettings())
    }

    private func opinion(_ reason: String = "Trees.") throws -> Opinion {
        let token = content(reason: reason)
        let logprobs = JSONValue.object([
            .init(
                "content",
                .array([
                    .object([
                        .init("token", .string(token)), .init("logprob", .number(-0.05)),
                        .init("bytes", .null), .init("top_logprobs", .array([])),
                    ])
                ])
            )
        ])
        let usage = JSONValue.object([
            .init("prompt_tokens", .integer(5)), .init("completion_tokens", .integer(3)),
            .init("prompt_tokens_details", .object([.init("cached_tokens", .integer(2))])),
        ])
        let reply = completion(
            token,
            usage: usage,
            logprobs: logprobs,
            fields: [HeaderField("x-request-id", "req_7")]
        )
        let reader = ReplyReader(settings: OpinionSettings(), key: nil)
        return try #require(reader.read(reply, now: 0).outcome.opinion)
    }

    private var name: String { "\(key).opinion" }

    @Test func `gives back what was kept, and says so`() throws {
        var kept = try opinion()
        #expect(kept.distribution != nil && kept.usage?.cachedPrompt == 2 && kept.requestID != nil)
        #expect(cache.opinion(for: key) == nil)
        cache.keep(kept, for: key)
        kept.isFromCache = true
        #expect(cache.opinion(for: key) == kept)
        cache.keep(try opinion("Other."), for: key)
        #expect(cache.opinion(for: key)?.reason.text == "Other.")
        #expect(try folder.names == [name])
        #expect(log.lines.isEmpty)
    }

    @Test func `knows a question by all that its answer depends on`() throws {
        var keys: Set<OpinionCache.Key> = [key]
        keys.insert(OpinionCache.Key(try sampleImage(8), settings: OpinionSettings()))
        for change in [
            { $0.model = "gpt-4o-mini" }, { $0.detail = .high },
            { $0.baseURL = BaseURL("https://example.com/v1") ?? .openAI },
        ] as [(inout OpinionSettings) -> Void] {
            var settings = OpinionSettings()
            change(&settings)
            keys.insert(OpinionCache.Key(try sampleImage(), settings: settings))
        }
        #expect(keys.count == 5)
        #expect(keys.contains(OpinionCache.Key(try sampleImage(), settings: OpinionSettings())))
        #expect(key.description.utf8.count == 64)
    }

    @Test func `takes no file in which a single bit is wrong`() throws {
        cache.keep(try opinion(), for: key)
        let whole = try folder.read(name)
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= 1
            try folder.write(damaged, to: name)
            #expect(cache.opinion(for: key) == nil, "byte \(place)")
        }
        #expect(log.lines.count == whole.count)
        #expect(log.lines.allSatisfy { $0.contains(name) })
    }

    @Test func `takes no file that is cut, empty or too long`() throws {
        cache.keep(try opinion(), for: key)
        let whole = String(decoding: try folder.read(name), as: UTF8.self)
        for text in ["", "\n", String(whole.dropLast()), whole + " ", whole + whole] {
            try folder.write(text, to: name)
            #expect(cache.opinion(for: key) == nil)
        }
        try folder.write(String(repeating: "x", count: 100_000), to: name)
        #expect(cache.opinion(for: key) == nil)
        #expect(log.lines.count == 6)
    }

    @Test func `takes no answer to another question`() throws {
        cache.keep(try opinion(), for: key)
        let other = OpinionCache.Key(try sampleImage(8), settings: OpinionSettings())
        let foreign = String(decoding: try folder.read(name), as: UTF8.self)
        try folder.write(foreign, to: "\(other).opinion")
        #expect(cache.opinion(for: other) == nil)
        #expect(log.lines.contains { $0.contains("belongs to another question") })
    }

    @Test func `that cannot be written says so and harms nothing`() throws {
        let cache = OpinionCache(folder: "/proc/nowhere/cache", log: log.callback)
        cache.keep(try opinion(), for: key)
        #expect(cache.opinion(for: key) == nil)
        #expect(log.lines.contains { $0.contains("is not kept") })
    }
}
