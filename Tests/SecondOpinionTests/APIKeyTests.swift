import Glibc
import SecondOpinion
import Testing

@Suite struct `An API key` {
    @Test func `shows itself nowhere`() throws {
        let key = try APIKey(sampleKeyText)
        #expect(!everythingShown(of: key).contains("0123456789"))
        #expect(!everythingShown(of: search()).contains("0123456789"))
        #expect(!everythingShown(of: key.authorization).contains("0123456789"))
        #expect(!everythingShown(of: [key] as [Any]).contains("0123456789"))
        let request = TransportRequest(url: "u", fields: [key.authorization], body: [])
        #expect(!everythingShown(of: request).contains("0123456789"))
        let transport = ScriptedTransport([])
        let service = OpinionService(
            settings: OpinionSettings(),
            key: search(),
            transport: transport,
            seed: 1
        )
        #expect(!everythingShown(of: service).contains("0123456789"))
        let reader = ReplyReader(settings: OpinionSettings(), key: key)
        #expect(!everythingShown(of: reader).contains("0123456789"))
    }

    @Test func `leaves in the field of the header alone`() throws {
        let field = try APIKey("  \(sampleKeyText)\r\n").authorization
        #expect(field.name == "Authorization")
        #expect(field.value == "Bearer \(sampleKeyText)")
        #expect(field.isSecret)
    }

    @Test(arguments: ["", " \n", "sk-with blank", "sk-täst", "sk-\u{0}abc", "abc", "sk-a\nsk-b"])
    func `what is no key is refused without being shown`(text: String) {
        #expect {
            _ = try APIKey(text)
        } throws: { error in
            !text.contains("sk-") || !"\(error)".contains("sk-")
        }
        #expect(throws: SecondOpinionError.self) {
            _ = try APIKey(String(repeating: "k", count: APIKey.longest + 1))
        }
    }

    @Test func `is removed from whatever a server says`() throws {
        let key = try APIKey(sampleKeyText)
        let reader = ReplyReader(settings: OpinionSettings(), key: key)
        let echo = "Incorrect API key provided: \(sampleKeyText)."
        let split = "\u{200B}sk-test-0123456789\u{200B}abcdefghijklmnopqrstuvwxyz\u{301}"
        for text in [echo, split, "x\(sampleKeyText)x", "(\(sampleKeyText))"] {
            let replies = [400, 401, 403, 404, 408, 410, 429, 500, 200].map {
                failure($0, text, code: text, type: text)
            }
            let completions = [
                completion(nil, refusal: text), completion(content(reason: text)),
                completion(content(text)), completion(model: text), completion(finish: text),
                completion("{\"\(sampleKeyText)\":1,\"\(sampleKeyText)\":2}"),
                completion(fields: [HeaderField("x-request-id", text)]),
                failure(302, fields: [HeaderField("location", text)]),
            ]
            for reply in replies + completions {
                let outcome = reader.read(reply, now: 0).outcome
                #expect(!everythingShown(of: outcome).contains("0123456789"))
            }
            for failure in [
                TransportFailure.unreachable(reason: text), .untrusted(reason: text),
                .malformed(reason: text), .interrupted(reason: text),
            ] {
                #expect(!everythingShown(of: reader.outcome(of: failure)).contains("0123456789"))
            }
        }
    }

    @Test func `is removed before a text is cut, so that no part of it is left`() throws {
        let key = try APIKey(sampleKeyText)
        for length in 270..<300 {
            let text = ServerText(
                String(repeating: "x", count: length) + sampleKeyText,
                hiding: key
            )
            #expect(!text.text.contains("sk-test"))
        }
    }

    @Test func `is taken for one also where it is masked or somebody else's`() {
        for text in ["sk-proj-abcd****wxyz", "Bearer sk-other-key-of-somebody", "'sk-12345678'"] {
            #expect(ServerText("provided: \(text).", hiding: nil).text.contains("(key removed)"))
        }
        #expect(
            ServerText("a desk-bound risk-free task", hiding: nil).text
                == "a desk-bound risk-free task"
        )
    }
}

@Suite struct `The search for a key` {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func source(_ environment: [String: String]) -> String? {
        if case .found(_, let source) = APIKeySearch(environment: environment) {
            source
        } else {
            nil
        }
    }

    @Test func `goes from the credential over the file to the variable`() throws {
        try folder.write("credential-key\n", to: "openai-api-key")
        try folder.write("file-key\n", to: "key.txt")
        var environment = [
            "CREDENTIALS_DIRECTORY": folder.path, "OPENAI_API_KEY_FILE": "\(folder.path)/key.txt",
            "OPENAI_API_KEY": "variable-key",
        ]
        func value() -> String? {
            APIKeySearch(environment: environment).key?.authorization.value
        }
        #expect(value() == "Bearer credential-key")
        environment["CREDENTIALS_DIRECTORY"] = "\(folder.path)/nowhere"
        #expect(value() == "Bearer file-key")
        environment["CREDENTIALS_DIRECTORY"] = ""
        environment["OPENAI_API_KEY_FILE"] = ""
        #expect(value() == "Bearer variable-key")
        environment["OPENAI_API_KEY"] = ""
        #expect(value() == nil)
        let sentence = APIKeySearch(environment: environment).description
        for place in ["openai-api-key", "$OPENAI_API_KEY_FILE", "$OPENAI_API_KEY"] {
            #expect(sentence.contains(place))
        }
    }

    @Test func `ends at a place that cannot be used, and names it`() throws {
        let cases: [(contents: String?, says: String)] = [
            (nil, "no such file"), ("", "is empty"), ("two words", "blanks"),
            (String(repeating: "k", count: 2000), "2000 bytes"),
            (String(repeating: "k", count: 600), "600 characters"),
        ]
        for (contents, says) in cases {
            let name = "key-\(says.count)"
            if let contents { try folder.write(contents, to: name) }
            let search = APIKeySearch(environment: [
                "OPENAI_API_KEY_FILE": "\(folder.path)/\(name)", "OPENAI_API_KEY": "variable-key",
            ])
            #expect(search.key == nil)
            #expect(search.description.contains(says), "\(search)")
            #expect(search.description.contains("$OPENAI_API_KEY_FILE"))
        }
    }

    @Test func `takes the key out of this process's variables`() {
        let name = APIKeySearch.keyVariable
        let before = unsafe getenv(name).map { unsafe String(cString: $0) }
        unsafe setenv(name, sampleKeyText, 1)
        let memory = unsafe getenv(name)
        let search = APIKeySearch.takingFromProcess()
        let isGone = unsafe getenv(name) == nil
        #expect(isGone)
        #expect(search.key?.authorization.value == "Bearer \(sampleKeyText)")
        // The memory, too, which /proc shows of what a process was started with.
        let firstByte = unsafe memory?.pointee
        #expect(firstByte == 0)
        if let before { unsafe setenv(name, before, 1) }
    }
}
