import FoundationEssentials

/// What the model wrote, held against the schema it was given.
///
/// Fields besides those that were asked for are passed over: not every server keeps to `strict`.
struct Answer: Hashable {
    /// How an answer departs from the schema; the end of a sentence.
    struct Defect: Error, Hashable, CustomStringConvertible {
        let description: String
    }

    /// The class.
    let landCover: LandCoverClass
    /// 0…1.
    let confidence: Double
    /// The sentence, as it was written.
    let reason: String

    /// Reads a message's content.
    static func read(_ content: String) -> Result<Answer, Defect> {
        let bytes = Array(content.utf8)
        switch JSONStructure.defect(in: bytes) {
        case .tooDeep?: return .failure(Defect(description: "its content is nested too deeply"))
        case .duplicateName(let name)?:
            return .failure(Defect(description: "its content names `\(name)` twice"))
        case .notUTF8?, nil: break
        }
        let decoder = JSONDecoder()
        let data = Data(bytes)
        guard let fields = try? decoder.decode(Fields.self, from: data) else {
            let isJSON = (try? decoder.decode(Anything.self, from: data)) != nil
            return .failure(
                Defect(
                    description: isJSON
                        ? "its content lacks class, confidence or reason, or one is of another type"
                        : "its content is no JSON object"
                )
            )
        }
        guard let landCover = LandCoverClass(rawValue: fields.label) else {
            return .failure(
                Defect(
                    description:
                        "`\(fields.label)` is none of the classes that it had to choose from"
                )
            )
        }
        guard fields.confidence.isFinite, 0...1 ~= fields.confidence else {
            return .failure(
                Defect(description: "its confidence is \(fields.confidence), not 0 to 1")
            )
        }
        return .success(
            Answer(landCover: landCover, confidence: fields.confidence, reason: fields.reason)
        )
    }

    private struct Fields: Decodable {
        let label: String
        let confidence: Double
        let reason: String

        private enum CodingKeys: String, CodingKey {
            case label = "class"
            case confidence, reason
        }
    }

    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {
            _ = try decoder.container(keyedBy: Name.self)
        }

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }
}
