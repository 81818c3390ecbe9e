import PlainText
import SecondOpinion
import Testing

@Suite struct `A reply` {
    private let reader = ReplyReader(settings: OpinionSettings(), key: search().key)

    private func outcome(_ reply: TransportReply) -> OpinionOutcome {
        reader.read(reply, now: 0).outcome
    }

    private func words(_ text: String) -> ServerText { ServerText(text, hiding: nil) }

    @Test func `an answer is read whole`() throws {
        let usage = JSONValue.object([
            .init("prompt_tokens", .integer(500)), .init("completion_tokens", .integer(40)),
            .init("total_tokens", .integer(540)),
            .init("prompt_tokens_details", .object([.init("cached_tokens", .integer(128))])),
        ])
        let reply = completion(
            content("SeaLake", confidence: 0.25, reason: "Dark\nand flat."),
            usage: usage,
            fields: [HeaderField("X-Request-ID", "req_1")]
        )
        let opinion = try #require(outcome(reply).opinion)
        #expect(opinion.landCover == .seaLake)
        #expect(opinion.statedConfidence == 0.25)
        #expect(opinion.reason.text == "Dark and flat.")
        #expect(opinion.usage == TokenUsage(prompt: 500, completion: 40, cachedPrompt: 128))
        #expect(opinion.model.text == "gpt-4o-2024-08-06")
        #expect(opinion.requestID?.text == "req_1")
        #expect(opinion.distribution == nil)
        #expect(!opinion.isFromCache)
    }

    @Test(arguments: LandCoverClass.allCases)
    func `every class is known by its label`(landCover: LandCoverClass) {
        #expect(outcome(completion(content(landCover.label))).opinion?.landCover == landCover)
    }

    @Test func `a reply with little but the answer will do`() throws {
        let text =
            #"{"choices":[{"message":{"content":"\#(content().replacing("\"", with: "\\\""))"}}]}"#
        let opinion = try #require(outcome(reply(text)).opinion)
        #expect(opinion.model.text == "gpt-4o")
        #expect(opinion.usage == nil)
    }

    @Test func `each status and error has its own end`() {
        let no = words("No.")
        let table: [(TransportReply, OpinionOutcome)] = [
            (failure(301), .redirected(status: 301, location: words(""))),
            (
                failure(307, fields: [HeaderField("Location", "https://elsewhere.example/")]),
                .redirected(status: 307, location: words("https://elsewhere.example/"))
            ),
            (failure(400), .requestRefused(status: 400, message: no)),
            (failure(400, code: "content_policy_violation"), .contentFiltered(message: no)),
            (failure(400, code: "content_filter"), .contentFiltered(message: no)),
            (failure(400, code: "model_not_found"), .modelGone(model: "gpt-4o", message: no)),
            (failure(400, code: "billing_hard_limit_reached"), .outOfQuota(message: no)),
            (failure(401, code: "invalid_api_key"), .badKey(message: no)),
            (failure(402), .outOfQuota(message: no)),
            (failure(403), .forbidden(isRegion: false, message: no)),
            (
                failure(403, code: "unsupported_country_region_territory"),
                .forbidden(isRegion: true, message: no)
            ),
            (failure(403, code: "model_not_found"), .modelGone(model: "gpt-4o", message: no)),
            (failure(404), .modelGone(model: "gpt-4o", message: no)),
            (failure(408), .serverBusy(status: 408, message: no)),
            (failure(409), .serverBusy(status: 409, message: no)),
            (failure(410), .modelGone(model: "gpt-4o", message: no)),
            (failure(413), .requestRefused(status: 413, message: no)),
            (failure(429), .rateLimited(retryAfter: nil, message: no)),
            (
                failure(429, fields: [HeaderField("Retry-After", "20")]),
                .rateLimited(retryAfter: .seconds(20), message: no)
            ),
            (failure(429, code: "insufficient_quota"), .outOfQuota(message: no)),
            (failure(429, type: "insufficient_quota"), .outOfQuota(message: no)),
            (failure(500), .serverFailing(status: 500, message: no)),
            (failure(503), .serverFailing(status: 503, message: no)),
            (reply("", status: 502), .serverFailing(status: 502, message: words(""))),
            (reply("<html>", status: 401), .badKey(message: words(""))),
            (
                reply(#"{"error":"gone"}"#, status: 404),
                .modelGone(model: "gpt-4o", message: words("gone"))
            ),
            (
                reply(#"{"object":"error","message":"No.","code":400}"#, status: 400),
                .requestRefused(status: 400, message: no)
            ),
            (
                reply(#"{"error":{"message":"No.","code":503}}"#),
                .serverFailing(status: 503, message: no)
            ),
        ]
        for (reply, expected) in table {
            #expect(outcome(reply) == expected)
        }
    }

    @Test func `refusal goes before the reason of the end, and that before the content`() {
        #expect(
            outcome(completion(nil, refusal: "I won't.", finish: "length"))
                == .refused(words: words("I won't."))
        )
        #expect(outcome(completion(content(), refusal: "")).opinion != nil)
        #expect(outcome(completion("{\"cla", finish: "length")) == .truncated(tokenLimit: 1024))
        #expect(
            outcome(completion(content(), finish: "content_filter"))
                == .contentFiltered(message: words(""))
        )
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "Hello", "\u{FEFF}", #"{"choices":[]}"#, #"{"choices":[{}]}"#,
        #"{"choices":[{"message":{"content":[1]}}]}"#, #"{"choices":{"message":1}}"#,
        #"{"choices":[],"choices":[]}"#,
        String(repeating: "[", count: 10_000), String(repeating: #"{"a":"#, count: 10_000),
        String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000),
        #"{"error":{"message":"Later."}}"#, #"{"choices": ["#, #"{"choices":"\"#,
    ])
    func `what is no chat completion is malformed`(text: String) {
        #expect(isMalformed(outcome(reply(text))))
    }

    @Test(arguments: [
        content("Desert"), content("forest"), content("Forest "), content(confidence: 7),
        content(confidence: -0.1), "Forest", "{}", "[]", "null", " ",
        #"{"class":"Forest"}"#, #"{"class":"Forest","confidence":1e999,"reason":""}"#,
        #"{"class":"Forest","confidence":NaN,"reason":""}"#,
        #"{"class":"Forest","confidence":"0.5","reason":""}"#,
        #"{"class":"Forest","confidence":null,"reason":""}"#,
        #"{"class":"Forest","confidence":0.5,"reason":7}"#,
        #"{"class":["Forest"],"confidence":0.5,"reason":""}"#,
        #"{"class":"Forest","class":"River","confidence":0.5,"reason":""}"#,
        #"{"class":"Forest","confidence":0.5,"reason":"#,
        "```json\n\(content())\n```",
        String(repeating: "[", count: 10_000),
        #"{"class":"Forest","confidence":0.5,"reason":"","x":"#
            + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000) + "}",
    ])
    func `an answer that departs from the schema is malformed`(content: String) {
        #expect(isMalformed(outcome(completion(content))), "\(outcome(completion(content)))")
    }

    @Test func `an answer with more fields than were asked for is an answer`() {
        let content = #"{"class":"River","confidence":1,"reason":"Banks.","also":{"a":[1]}}"#
        #expect(outcome(completion(content)).opinion?.landCover == .river)
    }

    @Test func `bytes that are not UTF-8 are malformed`() {
        var body = completion().body
        body[body.count / 2] = 0xFF
        #expect(isMalformed(outcome(TransportReply(status: 200, body: body))))
        #expect(isMalformed(outcome(TransportReply(status: 200, body: [0xC0, 0xAF]))))
    }

    @Test(arguments: [
        #"{"prompt_tokens":1e300,"completion_tokens":1}"#,
        #"{"prompt_tokens":-1,"completion_tokens":1}"#,
        #"{"prompt_tokens":"many","completion_tokens":1}"#, #"{}"#, "7", "null",
        #"{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}"#,
    ])
    func `counts that make no sense do not spoil the answer`(usage: String) throws {
        let body = String(decoding: completion().body, as: UTF8.self).dropLast()
        let opinion = try #require(outcome(reply("\(body),\"usage\":\(usage)}")).opinion)
        #expect(opinion.usage == nil)
    }

    @Test func `more cached tokens than there are count as unknown`() {
        #expect(TokenUsage(prompt: 10, completion: 1, cachedPrompt: 11)?.cachedPrompt == nil)
        #expect(TokenUsage(prompt: 10, completion: 1, cachedPrompt: 10)?.cachedPrompt == 10)
    }

    @Test func `a body beyond all measure is not read`() {
        let body = [UInt8](repeating: 0x20, count: ReplyReader.longestBody + 1)
        #expect(isMalformed(outcome(TransportReply(status: 200, body: body))))
    }

    @Test(arguments: [0, 100, 199, 600, 999])
    func `a status that HTTP does not have is malformed`(status: Int) {
        #expect(isMalformed(outcome(reply("{}", status: status))))
    }

    @Test func `failures of the way have ends of their own`() {
        let table: [(TransportFailure, OpinionOutcome)] = [
            (.unreachable(reason: "no route"), .networkDown(reason: words("no route"))),
            (.interrupted(reason: "reset"), .networkDown(reason: words("reset"))),
            (.untrusted(reason: "expired"), .tlsFailed(reason: words("expired"))),
            (.timedOut, .timedOut(.waitingForServer)), (.cancelled, .cancelled),
        ]
        for (failure, expected) in table { #expect(reader.outcome(of: failure) == expected) }
        #expect(isMalformed(reader.outcome(of: .tooLarge(limit: 5))))
        #expect(isMalformed(reader.outcome(of: .malformed(reason: "?"))))
    }

    @Test func `only a fault found with logprobs is one`() {
        func refuses(_ reply: TransportReply) -> Bool { reader.read(reply, now: 0).refusesLogprobs }
        #expect(refuses(failure(400, param: "logprobs")))
        #expect(refuses(failure(400, param: "top_logprobs")))
        #expect(refuses(failure(400, "Unrecognized request argument supplied: logprobs")))
        #expect(refuses(failure(422, "extra field logprobs")))
        #expect(!refuses(failure(400, "logprobs and more", param: "messages")))
        #expect(!refuses(failure(400)))
        #expect(!refuses(failure(500, param: "logprobs")))
    }

    @Test func `a server's words are short, on one line, and move no cursor`() throws {
        let noise =
            "\u{1B}[31mred\r\n\u{202E}\u{200B}\u{7}line\u{2028}"
            + String(repeating: "x", count: 5000)
        let shown = "\(outcome(failure(400, noise)))"
        #expect(shown.unicodeScalars.count < 600)
        #expect(shown.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
        #expect(!shown.unicodeScalars.contains("\u{202E}"))
        #expect(shown.contains("red line"))
        let accents = "a" + String(repeating: "\u{301}", count: 100_000)
        #expect("\(outcome(failure(400, accents)))".unicodeScalars.count < 600)
    }

    private func isMalformed(_ outcome: OpinionOutcome) -> Bool {
        if case .malformed = outcome { true } else { false }
    }
}

@Suite struct `An outcome` {
    private static let text = ServerText("words", hiding: nil)

    static let all: [OpinionOutcome] = [
        .refused(words: text), .truncated(tokenLimit: 9), .contentFiltered(message: text),
        .rateLimited(retryAfter: .seconds(3), message: text),
        .rateLimited(retryAfter: nil, message: text), .outOfQuota(message: text),
        .badKey(message: text), .forbidden(isRegion: true, message: text),
        .forbidden(isRegion: false, message: text), .modelGone(model: "m", message: text),
        .serverBusy(status: 409, message: text), .serverFailing(status: 500, message: text),
        .networkDown(reason: text), .tlsFailed(reason: text), .timedOut(.waitingForOthers),
        .timedOut(.waitingForServer), .malformed(problem: text),
        .requestRefused(status: 400, message: text), .redirected(status: 302, location: text),
        .cancelled, .noKey(problem: "there is no key"),
        .circuitOpen(tryAgainIn: .seconds(20), cause: .badKey(message: text)),
    ]

    @Test func `each has a sentence of its own`() {
        let sentences = Self.all.map(\.description)
        #expect(Set(sentences).count == sentences.count)
        #expect(sentences.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
    }

    @Test func `the sentence says which setting to change`() {
        func says(_ outcome: OpinionOutcome, _ words: String) -> Bool {
            "\(outcome)".contains(words)
        }
        #expect(says(.modelGone(model: "gpt-4o", message: Self.text), "`gpt-4o`"))
        #expect(says(.modelGone(model: "gpt-4o", message: Self.text), "$LANDCOVER_OPINION_MODEL"))
        #expect(says(.truncated(tokenLimit: 9), "$LANDCOVER_OPINION_MAX_TOKENS"))
        #expect(says(.redirected(status: 302, location: Self.text), "$OPENAI_BASE_URL"))
        #expect(says(.rateLimited(retryAfter: .seconds(3), message: Self.text), "3 s"))
        let open = OpinionOutcome.circuitOpen(
            tryAgainIn: .milliseconds(20_500),
            cause: .badKey(message: Self.text)
        )
        #expect(says(open, "20.5 s") && says(open, "does not accept the key"))
    }

    @Test func `retrying helps against what passes by itself`() {
        let passing = Self.all.filter(\.isRetryable)
        #expect(
            passing == [
                .rateLimited(retryAfter: .seconds(3), message: Self.text),
                .rateLimited(retryAfter: nil, message: Self.text),
                .serverBusy(status: 409, message: Self.text),
                .serverFailing(status: 500, message: Self.text), .networkDown(reason: Self.text),
                .timedOut(.waitingForOthers), .timedOut(.waitingForServer),
                .circuitOpen(tryAgainIn: .seconds(20), cause: .badKey(message: Self.text)),
            ]
        )
    }
}
