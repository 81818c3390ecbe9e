import PlainText
import SecondOpinion
import Testing

@Suite struct `The distribution of tokens` {
    /// A token, its probability, and its alternatives with theirs.
    private typealias Place = (token: String, probability: Double, others: [(String, Double)])

    private let logarithms: [Double: Double] = [
        1: 0, 0.9: -0.105360515657826, 0.8: -0.22314355131421, 0.7: -0.356674943938732,
        0.5: -0.693147180559945, 0.25: -1.38629436111989, 0.2: -1.6094379124341,
        0.1: -2.30258509299405, 0.05: -2.99573227355399,
    ]

    private func entry(_ token: String, _ probability: Double) -> [JSONValue.Field] {
        [
            .init("token", .string(token)),
            .init("logprob", .number(logarithms[probability] ?? -9999)),
            .init("bytes", .array(token.utf8.map { .integer(Int($0)) })),
        ]
    }

    private func distribution(
        _ places: [Place],
        label: String,
        content: String? = nil
    ) -> TokenDistribution? {
        let tokens = places.map { place in
            let all = [(place.token, place.probability)] + place.others
            let alternatives = all.map { JSONValue.object(entry($0.0, $0.1)) }
            return JSONValue.object(
                entry(place.token, place.probability)
                    + [.init("top_logprobs", .array(alternatives))]
            )
        }
        let text = content ?? places.map(\.token).joined()
        let reply = completion(
            text,
            logprobs: .object([.init("content", .array(tokens)), .init("refusal", .null)])
        )
        let reader = ReplyReader(settings: OpinionSettings(), key: nil)
        let opinion = reader.read(reply, now: 0).outcome.opinion
        #expect(opinion?.landCover.label == label)
        return opinion?.distribution
    }

    private let head: Place = ("{\"class\":\"", 1, [])
    private func tail(_ rest: String = "") -> Place {
        (rest + "\",\"confidence\":0.5,\"reason\":\"So.\"}", 1, [])
    }

    @Test func `labels that begin differently are told apart at their first token`() throws {
        let shares = try #require(
            distribution(
                [head, ("Forest", 0.7, [("Sea", 0.2), ("Annual", 0.1)]), tail()],
                label: "Forest"
            )
        )
        #expect(abs(shares[.forest] - 0.7) < 1e-9)
        #expect(abs(shares[.seaLake] - 0.2) < 1e-9)
        #expect(abs(shares[.annualCrop] - 0.1) < 1e-9)
        #expect(shares[.river] == 0)
        #expect(abs(shares.coverage - 1) < 1e-9)
    }

    @Test func `a common beginning is followed to where the label departs`() throws {
        let shares = try #require(
            distribution(
                [
                    head, ("P", 0.9, [("River", 0.1)]),
                    ("asture", 0.8, [("ermanent", 0.2)]), tail(),
                ],
                label: "Pasture"
            )
        )
        #expect(abs(shares[.pasture] - 0.72) < 1e-9)
        #expect(abs(shares[.permanentCrop] - 0.18) < 1e-9)
        #expect(abs(shares[.river] - 0.1) < 1e-9)
    }

    @Test func `tokens may run over the quotes around the label`() throws {
        let shares = try #require(
            distribution(
                [
                    ("{\"class\":", 1, []), ("\"For", 0.8, [("\"Sea", 0.2)]),
                    ("est\",\"confidence\":0.5,\"reason\":\"So.\"}", 1, []),
                ],
                label: "Forest"
            )
        )
        #expect(abs(shares[.forest] - 0.8) < 1e-9)
        #expect(abs(shares[.seaLake] - 0.2) < 1e-9)
    }

    @Test func `spellings of one class are added up, and a small rest is scaled away`() throws {
        let shares = try #require(
            distribution(
                [head, ("Forest", 0.7, [("For", 0.2), ("SeaLake", 0.05)]), tail()],
                label: "Forest"
            )
        )
        #expect(abs(shares.coverage - 0.95) < 1e-9)
        #expect(abs(shares[.forest] - 0.9 / 0.95) < 1e-9)
        #expect(abs(shares.shares.reduce(0, +) - 1) < 1e-12)
    }

    @Test func `there is none where much cannot be told apart`() {
        // H may be Highway or HerbaceousVegetation, and was not followed.
        #expect(
            distribution([head, ("Forest", 0.8, [("H", 0.2)]), tail()], label: "Forest") == nil
        )
        #expect(distribution([head, ("Forest", 0.5, []), tail()], label: "Forest") == nil)
        #expect(
            distribution([head, ("Forest", 0.7, [("Desert", 0.2)]), tail()], label: "Forest") == nil
        )
    }

    @Test func `there is none where the tokens are not the content`() {
        let content = content("Forest")
        #expect(
            distribution(
                [head, ("River", 1, []), tail()],
                label: "Forest",
                content: content
            ) == nil
        )
        #expect(distribution([], label: "Forest", content: content) == nil)
    }

    @Test(arguments: [3.0, 1e300])
    func `there is none where a logarithm is none`(logprob: Double) {
        let token = "{\"class\":\"Forest\",\"confidence\":0.5,\"reason\":\"\"}"
        let entry = JSONValue.object([
            .init("token", .string(token)), .init("logprob", .number(logprob)),
            .init("bytes", .null), .init("top_logprobs", .array([])),
        ])
        let reply = completion(token, logprobs: .object([.init("content", .array([entry]))]))
        let reader = ReplyReader(settings: OpinionSettings(), key: nil)
        let opinion = reader.read(reply, now: 0).outcome.opinion
        #expect(opinion != nil && opinion?.distribution == nil)
    }

    @Test func `more probability than there is makes none`() {
        #expect(
            distribution(
                [head, ("Forest", 0.9, [("Sea", 0.5), ("River", 0.5)]), tail()],
                label: "Forest"
            ) == nil
        )
    }
}
