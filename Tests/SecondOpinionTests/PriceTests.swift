import SecondOpinion
import Testing

@Suite struct `Prices` {
    private let table = PriceTable.known
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func isClose(_ one: Double?, _ other: Double) -> Bool {
        one.map { abs($0 - other) < 1e-12 } ?? false
    }

    @Test func `are multiplied with tokens, cached ones apart`() throws {
        let plain = try #require(TokenUsage(prompt: 1_000_000, completion: 100_000))
        #expect(isClose(table.cost(of: plain, model: "gpt-4o"), 3.5))
        let cached = try #require(
            TokenUsage(prompt: 1_000_000, completion: 0, cachedPrompt: 400_000)
        )
        #expect(isClose(table.cost(of: cached, model: "gpt-4o"), 0.6 * 2.5 + 0.4 * 1.25))
    }

    @Test func `hold for dated versions, and for no other model`() {
        #expect(table.price(of: "gpt-4o-2024-08-06") == table.price(of: "gpt-4o"))
        #expect(table.price(of: "gpt-4o-mini-2024-07-18") == table.price(of: "gpt-4o-mini"))
        #expect(table.price(of: "gpt-4o-mini") != table.price(of: "gpt-4o"))
        for model in [
            "gpt-4o-audio-preview", "gpt-4", "gpt-4o-2024", "gpt-4o-2024-8-6", "gpt-4o-", "",
            "GPT-4o", "-2024-08-06", "2024-08-06",
        ] {
            #expect(table.price(of: model) == nil, "\(model)")
        }
        #expect(PriceTable.unknownPrice(of: "m").contains("$LANDCOVER_OPINION_PRICES"))
    }

    @Test func `say of when they are and from where`() {
        #expect(table.asOf.count == 10 && !table.source.isEmpty)
    }

    @Test func `of a file go before those that are known`() throws {
        let text = """
            {"as_of": "2027-01-31", "source": "their page", "models": {
              "gpt-4o": {"input": 1, "output": 2},
              "mine": {"input": 0, "cached_input": 0, "output": 0, "image_base": 7, "image_tile": 0}
            }}
            """
        try folder.write(text, to: "prices.json")
        let table = try table.overridden(by: "\(folder.path)/prices.json")
        #expect(table.asOf == "2027-01-31" && table.source == "their page")
        #expect(table.price(of: "gpt-4o") == Price(input: 1, output: 2))
        #expect(table.price(of: "mine")?.imageBase == 7)
        #expect(table.price(of: "gpt-4o-mini") == PriceTable.known.price(of: "gpt-4o-mini"))
        let cached = try #require(
            TokenUsage(prompt: 1_000_000, completion: 0, cachedPrompt: 500_000)
        )
        #expect(isClose(table.cost(of: cached, model: "gpt-4o"), 1))
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"as_of":"","source":"","models":{"m":{"input":1}}}"#,
        #"{"as_of":"","source":"","models":{"m":{"input":-1,"output":1}}}"#,
        #"{"as_of":"","source":"","models":{"m":{"input":1e9,"output":1}}}"#,
        #"{"as_of":"","source":"","models":{"m":{"input":1,"output":1,"image_base":-1}}}"#,
        #"{"as_of":"","source":"","models":{"m":{"input":1,"output":1},"m":{"input":2,"output":1}}}"#,
        String(repeating: "[", count: 10_000),
    ])
    func `of a file that makes no sense are refused with its path`(text: String) throws {
        try folder.write(text, to: "prices.json")
        let path = "\(folder.path)/prices.json"
        #expect {
            _ = try table.overridden(by: path)
        } throws: { error in
            "\(error)".contains(path)
        }
    }

    @Test func `of a file that is not there are refused with its path`() {
        #expect {
            _ = try table.overridden(by: "/nowhere/prices.json")
        } throws: { error in
            "\(error)".contains("/nowhere/prices.json")
        }
    }

    @Test func `give an estimate before anything is sent`() throws {
        var settings = OpinionSettings()
        let image = try sampleImage()
        let low = try #require(
            CostEstimate(of: ChatRequest(image, settings: settings), by: table)
        )
        // The words are some 3 000 characters, the image 85 tokens.
        #expect(500...1500 ~= low.promptTokens)
        #expect(low.completionTokenLimit == 1024 && low.completionTokens < 100)
        #expect(low.usual > 0.001 && low.usual < low.highest && low.highest < 0.02)
        settings.detail = .high
        let high = try #require(
            CostEstimate(of: ChatRequest(image, settings: settings), by: table)
        )
        // One tile, and one letter more in the text.
        #expect(169...171 ~= high.promptTokens - low.promptTokens)
        settings.detail = .auto
        let auto = try #require(
            CostEstimate(of: ChatRequest(image, settings: settings), by: table)
        )
        #expect(169...171 ~= auto.promptTokens - low.promptTokens)
        settings.model = "unheard-of"
        #expect(CostEstimate(of: ChatRequest(image, settings: settings), by: table) == nil)
    }
}
