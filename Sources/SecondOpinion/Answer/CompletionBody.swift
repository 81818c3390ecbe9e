import FoundationEssentials

/// The body of a chat completion, as much of it as is read.
///
/// Source: OpenAI's API description, `CreateChatCompletionResponse`. What is not needed for the
/// answer is optional and never makes a good answer unreadable: other servers leave it out.
struct CompletionBody: Decodable {
    /// One of the answers; one was asked for.
    struct Choice: Decodable {
        let finishReason: String?
        let message: Message
        let logprobs: Lenient<Logprobs>?

        private enum CodingKeys: String, CodingKey {
            case finishReason = "finish_reason"
            case message, logprobs
        }
    }

    /// What the model said.
    struct Message: Decodable {
        let content: String?
        let refusal: String?
    }

    /// The tokens of the answer.
    struct Logprobs: Decodable {
        let content: [Token]?
    }

    /// A token of the answer, and what might have stood in its place.
    struct Token: Decodable {
        let token: String
        let logprob: Double
        let bytes: [UInt8]?
        let alternatives: [Alternative]?

        private enum CodingKeys: String, CodingKey {
            case token, logprob, bytes
            case alternatives = "top_logprobs"
        }
    }

    /// A token that might have stood in a place.
    struct Alternative: Decodable {
        let token: String
        let logprob: Double
        let bytes: [UInt8]?
    }

    /// The counts of tokens.
    struct Usage: Decodable {
        struct Details: Decodable {
            let cachedTokens: Int?

            private enum CodingKeys: String, CodingKey {
                case cachedTokens = "cached_tokens"
            }
        }

        let promptTokens: Int
        let completionTokens: Int
        let details: Lenient<Details>?

        private enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
            case details = "prompt_tokens_details"
        }

        var tokenUsage: TokenUsage? {
            TokenUsage(
                prompt: promptTokens,
                completion: completionTokens,
                cachedPrompt: details?.value?.cachedTokens
            )
        }
    }

    /// A value that counts as not there if it cannot be read.
    struct Lenient<Value: Decodable>: Decodable {
        let value: Value?

        init(from decoder: any Decoder) throws {
            value = try? Value(from: decoder)
        }
    }

    let choices: [Choice]
    let model: Lenient<String>?
    let usage: Lenient<Usage>?

    /// Reads a body; nil if it is no chat completion.
    static func read(_ bytes: [UInt8]) -> CompletionBody? {
        try? JSONDecoder().decode(CompletionBody.self, from: Data(bytes))
    }
}
