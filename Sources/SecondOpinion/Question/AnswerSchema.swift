import PlainText

/// The shape that the model's answer must have, as a JSON Schema.
///
/// It keeps to the subset that `strict` admits: every property is required, none may be added, and
/// there are no bounds on numbers, which ``AnswerReader`` checks instead. The class comes first so
/// that its tokens' probabilities are not conditioned on a confidence or a reason already given.
enum AnswerSchema {
    /// The schema's name in the request.
    static let name = "land_cover_opinion"

    /// The value of `response_format`.
    static var responseFormat: JSONValue {
        .object([
            .init("type", .string("json_schema")),
            .init(
                "json_schema",
                .object([
                    .init("name", .string(name)),
                    .init("strict", .boolean(true)),
                    .init("schema", schema),
                ])
            ),
        ])
    }

    private static var schema: JSONValue {
        .object([
            .init("type", .string("object")),
            .init(
                "properties",
                .object([
                    .init(
                        "class",
                        .object([
                            .init("type", .string("string")),
                            .init(
                                "enum",
                                .array(LandCoverClass.allCases.map { .string($0.label) })
                            ),
                        ])
                    ),
                    .init(
                        "confidence",
                        property("number", "From 0 (a guess) to 1 (certain).")
                    ),
                    .init("reason", property("string", "One short sentence.")),
                ])
            ),
            .init("required", .array(["class", "confidence", "reason"].map(JSONValue.string))),
            .init("additionalProperties", .boolean(false)),
        ])
    }

    private static func property(_ type: String, _ description: String) -> JSONValue {
        .object([.init("type", .string(type)), .init("description", .string(description))])
    }
}
