import FoundationEssentials
package import PlainText

/// A question to the model, as the body of `POST /chat/completions`.
///
/// Source: OpenAI's API description, `CreateChatCompletionRequest`. The same question has the same
/// bytes. No `temperature` is sent: models that reason answer any but the default with 400, and with
/// the default the tokens' probabilities are the model's own, not sharpened ones.
package struct ChatRequest: Hashable, Sendable {
    /// The image that is asked about.
    package let image: PreparedImage

    /// The model's name.
    package let model: String

    /// How closely the model looks.
    package let detail: ImageDetail

    /// The most tokens the model may answer with.
    package let completionTokenLimit: Int

    /// Whether the probabilities of the answer's tokens are asked for.
    package var asksForLogprobs: Bool

    /// The most alternatives a token may have in a reply; the API's own bound.
    private static let alternatives = 20

    /// Asks about an image.
    package init(_ image: PreparedImage, settings: OpinionSettings) {
        self.image = image
        model = settings.model
        detail = settings.detail
        completionTokenLimit = settings.completionTokenLimit
        asksForLogprobs = settings.asksForLogprobs
    }

    /// The body as it is sent.
    package var body: [UInt8] {
        let data = Data(image.png).base64EncodedString()
        return Array(document(imageURL: "data:image/png;base64,\(data)").text.utf8)
    }

    /// The body as it can be shown: words stand for the image's bytes.
    package var outline: JSONValue {
        let size = "\(image.width) x \(image.height) pixels, \(image.png.count) bytes"
        return document(imageURL: "data:image/png;base64,(\(size))")
    }

    private func document(imageURL: String) -> JSONValue {
        var fields: [JSONValue.Field] = [
            .init("model", .string(model)),
            .init("messages", messages(imageURL: imageURL)),
            .init("response_format", AnswerSchema.responseFormat),
            .init("max_completion_tokens", .integer(completionTokenLimit)),
        ]
        if asksForLogprobs {
            fields.append(.init("logprobs", .boolean(true)))
            fields.append(.init("top_logprobs", .integer(Self.alternatives)))
        }
        return .object(fields)
    }

    private func messages(imageURL: String) -> JSONValue {
        let image = JSONValue.object([
            .init("url", .string(imageURL)),
            .init("detail", .string(detail.rawValue)),
        ])
        let parts: [JSONValue] = [
            .object([
                .init("type", .string("text")),
                .init("text", .string(Prompt.question)),
            ]),
            .object([.init("type", .string("image_url")), .init("image_url", image)]),
        ]
        return .array([
            .object([
                .init("role", .string("system")),
                .init("content", .string(Prompt.task)),
            ]),
            .object([.init("role", .string("user")), .init("content", .array(parts))]),
        ])
    }
}
