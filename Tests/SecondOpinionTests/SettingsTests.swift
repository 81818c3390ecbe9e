import SecondOpinion
import Testing

@Suite struct `The settings of second opinions` {
    private func read(_ environment: [String: String]) throws -> OpinionSettings {
        try OpinionSettings(environment: environment)
    }

    @Test func `are OpenAI's gpt-4o where nobody says otherwise`() throws {
        let settings = try read(["LANDCOVER_OPINION_MODEL": "", "OPENAI_BASE_URL": ""])
        #expect(settings == OpinionSettings())
        #expect(settings.baseURL.chatCompletions == "https://api.openai.com/v1/chat/completions")
        #expect(settings.model == "gpt-4o")
        #expect(settings.detail == .low && settings.imageSide == 512 && settings.asksForLogprobs)
        #expect(settings.retries == 2 && settings.timeLimit == .seconds(30))
        #expect(settings.cacheFolder == nil && settings.priceFile == nil)
    }

    @Test func `are all heard from the environment`() throws {
        let settings = try read([
            "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1/", "LANDCOVER_OPINION_MODEL": "qwen:7b",
            "LANDCOVER_OPINION_DETAIL": "high", "LANDCOVER_OPINION_IMAGE_SIDE": "768",
            "LANDCOVER_OPINION_LOGPROBS": "no", "LANDCOVER_OPINION_MAX_TOKENS": "99",
            "LANDCOVER_OPINION_RETRIES": "0", "LANDCOVER_OPINION_TIMEOUT": "7",
            "LANDCOVER_OPINION_CONCURRENCY": "3", "LANDCOVER_OPINION_CACHE": "/c",
            "LANDCOVER_OPINION_PRICES": "/p",
        ])
        #expect(settings.baseURL.chatCompletions == "http://127.0.0.1:8080/v1/chat/completions")
        #expect(settings.baseURL.isLoopback && settings.baseURL.host == "127.0.0.1")
        #expect(settings.model == "qwen:7b" && settings.detail == .high)
        #expect(settings.imageSide == 768 && !settings.asksForLogprobs)
        #expect(settings.completionTokenLimit == 99 && settings.retries == 0)
        #expect(settings.timeLimit == .seconds(7) && settings.concurrency == 3)
        #expect(settings.cacheFolder == "/c" && settings.priceFile == "/p")
    }

    @Test(arguments: [
        ("LANDCOVER_OPINION_DETAIL", "most", "auto, low, high"),
        ("LANDCOVER_OPINION_IMAGE_SIDE", "63", "64 to 2048"),
        ("LANDCOVER_OPINION_LOGPROBS", "true", "yes or no"),
        ("LANDCOVER_OPINION_MAX_TOKENS", "many", "16 to 32768"),
        ("LANDCOVER_OPINION_RETRIES", "3", "0 to 2"),
        ("LANDCOVER_OPINION_TIMEOUT", "0", "1 to 600"),
        ("LANDCOVER_OPINION_CONCURRENCY", "-1", "1 to 64"),
    ])
    func `are refused by name`(variable: String, value: String, wanted: String) {
        #expect {
            _ = try read([variable: value])
        } throws: { error in
            let sentence = "\(error)"
            return sentence.contains("$\(variable) is `\(value)`") && sentence.contains(wanted)
        }
    }

    @Test func `never show what may be a secret`() {
        for environment in [
            ["OPENAI_BASE_URL": "https://me:hidden-word@example.com/v1"],
            ["LANDCOVER_OPINION_MODEL": "hidden-word and blanks"],
        ] {
            #expect {
                _ = try read(environment)
            } throws: { error in
                !everythingShown(of: error).contains("hidden-word")
            }
        }
    }

    @Test(arguments: [
        "https://api.openai.com/v1", "https://example.com", "https://example.com:8443/a/b",
        "HTTPS://Example.com/", "http://localhost:11434/v1", "http://127.0.0.1/v1",
        "http://127.9.9.9:1", "http://[::1]:8080/v1", "https://[2001:db8::1]/v1",
        "http://LOCALHOST",
    ])
    func `accept addresses that cannot be misread`(text: String) {
        #expect(BaseURL(text) != nil)
    }

    @Test(arguments: [
        "", "api.openai.com", "http://api.openai.com/v1", "ftp://localhost", "https://",
        "https:///v1", "https://a@b/v1", "http://127.0.0.1@evil.example/", "https://a b/",
        "http://127.0.0.1\\@evil.example/", "http://127.0.0.1.evil.example/", "http://127.1/",
        "http://127.0.0.256/", "http://localhost.evil.example/", "https://host/?q=1",
        "https://host/#f", "https://host:0/", "https://host:65536/", "https://host:/",
        "https://host:+1/", "https://hö/", "https://[::1/", "https://[]/", "https://ho\nst/",
        "http://[::2]/", "https://host/\r\nX: y", "http://0.0.0.0/",
    ])
    func `refuse addresses that a key must not be sent to`(text: String) {
        #expect(BaseURL(text) == nil)
    }
}
