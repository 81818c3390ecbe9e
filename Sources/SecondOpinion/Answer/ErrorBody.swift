import FoundationEssentials

/// What a server says is wrong.
///
/// OpenAI says `{"error": {"message", "type", "param", "code"}}`. Others leave out the envelope, write
/// a code as a number, or say only `{"error": "words"}`; all of them are understood.
struct ErrorBody: Hashable {
    /// The sentence; empty if there is none.
    var message = ""
    /// The kind of error, such as `insufficient_quota`.
    var type = ""
    /// The error's name, such as `model_not_found`.
    var code = ""
    /// The part of the question that is meant, such as `logprobs`.
    var parameter = ""

    /// Whether code or type is one of these names.
    func isNamed(_ names: String...) -> Bool {
        names.contains(code) || names.contains(type)
    }

    /// Whether code or type contains these words.
    func mentions(_ words: String...) -> Bool {
        words.contains { code.contains($0) || type.contains($0) }
    }

    /// Whether it is the probabilities of tokens that the server does not want to tell.
    var isAboutLogprobs: Bool {
        parameter.contains("logprobs") || parameter.isEmpty && message.contains("logprobs")
    }

    /// Reads a body; nil if it says nothing of an error.
    static func read(_ bytes: [UInt8]) -> ErrorBody? {
        guard JSONStructure.defect(in: bytes) == nil else { return nil }
        let decoder = JSONDecoder()
        let data = Data(bytes)
        if let enveloped = try? decoder.decode(Envelope.self, from: data) {
            return enveloped.error.body
        }
        if let words = try? decoder.decode(Words.self, from: data) {
            return ErrorBody(message: words.error)
        }
        let bare = (try? decoder.decode(Fields.self, from: data))?.body
        return bare?.message.isEmpty == false ? bare : nil
    }

    private struct Envelope: Decodable {
        let error: Fields
    }

    private struct Words: Decodable {
        let error: String
    }

    private struct Fields: Decodable {
        let body: ErrorBody

        private enum CodingKeys: String, CodingKey {
            case message, type, code, param
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            func text(_ key: CodingKeys) -> String {
                if let text = try? fields.decode(String.self, forKey: key) { return text }
                return (try? fields.decode(Int.self, forKey: key)).map(String.init) ?? ""
            }
            body = ErrorBody(
                message: text(.message),
                type: text(.type),
                code: text(.code),
                parameter: text(.param)
            )
        }
    }
}
