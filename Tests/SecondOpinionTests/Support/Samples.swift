import ImageCodecs
import PlainText
import SecondOpinion

/// A key that no server has given out.
let sampleKeyText = "sk-test-0123456789abcdefghijklmnopqrstuvwxyz"

/// A small picture as it is sent.
func sampleImage(_ shade: UInt8 = 7) throws -> PreparedImage {
    let image = RGBImage(width: 2, height: 2, pixels: Array(repeating: shade, count: 12))
    return try PreparedImage(image, side: 64)
}

/// What came of looking for a key, with this one found.
func search(_ key: String? = sampleKeyText) -> APIKeySearch {
    APIKeySearch(environment: key.map { [APIKeySearch.keyVariable: $0] } ?? [:])
}

/// The content of an answer.
func content(_ label: String = "Forest", confidence: Double = 0.8, reason: String = "Trees.")
    -> String
{
    JSONValue.object([
        .init("class", .string(label)), .init("confidence", .number(confidence)),
        .init("reason", .string(reason)),
    ]).text
}

/// A chat completion.
func completion(
    _ content: String? = content(),
    refusal: String? = nil,
    finish: String = "stop",
    model: String = "gpt-4o-2024-08-06",
    usage: JSONValue? = nil,
    logprobs: JSONValue = .null,
    status: Int = 200,
    fields: [HeaderField] = []
) -> TransportReply {
    let message = JSONValue.object([
        .init("role", .string("assistant")),
        .init("content", content.map(JSONValue.string) ?? .null),
        .init("refusal", refusal.map(JSONValue.string) ?? .null),
    ])
    let choice = JSONValue.object([
        .init("index", .integer(0)), .init("message", message),
        .init("finish_reason", .string(finish)), .init("logprobs", logprobs),
    ])
    var body: [JSONValue.Field] = [
        .init("id", .string("chatcmpl-1")), .init("object", .string("chat.completion")),
        .init("created", .integer(1)), .init("model", .string(model)),
        .init("choices", .array([choice])),
    ]
    if let usage { body.append(.init("usage", usage)) }
    return TransportReply(
        status: status,
        fields: fields,
        body: Array(JSONValue.object(body).text.utf8)
    )
}

/// An error as OpenAI writes it.
func failure(
    _ status: Int,
    _ message: String = "No.",
    code: String? = nil,
    type: String = "some_error",
    param: String? = nil,
    fields: [HeaderField] = []
) -> TransportReply {
    let error = JSONValue.object([
        .init("message", .string(message)), .init("type", .string(type)),
        .init("param", param.map(JSONValue.string) ?? .null),
        .init("code", code.map(JSONValue.string) ?? .null),
    ])
    let body = JSONValue.object([.init("error", error)])
    return TransportReply(status: status, fields: fields, body: Array(body.text.utf8))
}

/// A reply whose body is this text.
func reply(_ text: String, status: Int = 200) -> TransportReply {
    TransportReply(status: status, body: Array(text.utf8))
}

/// Everything that a value shows of itself, by whatever way.
func everythingShown<Value>(of value: Value) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return "\(value)\n\(String(reflecting: value))\n\(dumped)"
}
