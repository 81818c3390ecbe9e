import FoundationEssentials
import PlainText

/// An opinion as JSON, and back.
enum StoredOpinion {
    /// The opinion without what belongs to one question alone: how long it took.
    static func document(of opinion: Opinion) -> JSONValue {
        var fields: [JSONValue.Field] = [
            .init("class", .string(opinion.landCover.label)),
            .init("confidence", .number(opinion.statedConfidence)),
            .init("reason", .string(opinion.reason.text)),
            .init("model", .string(opinion.model.text)),
        ]
        if let requestID = opinion.requestID {
            fields.append(.init("request_id", .string(requestID.text)))
        }
        if let usage = opinion.usage {
            var counts: [JSONValue.Field] = [
                .init("prompt", .integer(usage.prompt)),
                .init("completion", .integer(usage.completion)),
            ]
            if let cached = usage.cachedPrompt {
                counts.append(.init("cached_prompt", .integer(cached)))
            }
            fields.append(.init("usage", .object(counts)))
        }
        if let distribution = opinion.distribution {
            fields.append(.init("shares", .array(distribution.shares.map(JSONValue.number))))
            fields.append(.init("coverage", .number(distribution.coverage)))
        }
        return .object(fields)
    }

    /// Reads an opinion; nil if it is none.
    static func read(_ bytes: [UInt8]) -> Opinion? {
        guard JSONStructure.defect(in: bytes) == nil,
            let stored = try? JSONDecoder().decode(Fields.self, from: Data(bytes)),
            let landCover = LandCoverClass(rawValue: stored.label),
            0...1 ~= stored.confidence
        else { return nil }
        return Opinion(
            landCover: landCover,
            statedConfidence: stored.confidence,
            reason: ServerText(stored.reason, hiding: nil),
            distribution: stored.shares.flatMap {
                TokenDistribution(shares: $0, coverage: stored.coverage ?? 0)
            },
            usage: stored.usage.flatMap {
                TokenUsage(
                    prompt: $0.prompt,
                    completion: $0.completion,
                    cachedPrompt: $0.cachedPrompt
                )
            },
            model: ServerText(stored.model, hiding: nil),
            requestID: stored.requestID.map { ServerText($0, hiding: nil) }
        )
    }

    private struct Fields: Decodable {
        struct Usage: Decodable {
            let prompt: Int
            let completion: Int
            let cachedPrompt: Int?

            private enum CodingKeys: String, CodingKey {
                case prompt, completion
                case cachedPrompt = "cached_prompt"
            }
        }

        let label: String
        let confidence: Double
        let reason: String
        let model: String
        let requestID: String?
        let usage: Usage?
        let shares: [Double]?
        let coverage: Double?

        private enum CodingKeys: String, CodingKey {
            case label = "class"
            case requestID = "request_id"
            case confidence, reason, model, usage, shares, coverage
        }
    }
}
