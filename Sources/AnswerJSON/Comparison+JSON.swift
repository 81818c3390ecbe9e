package import PlainText
package import Wire

extension Comparison {
    /// Both answers as an object; `opinion` or `unavailable` is null.
    package func json(timing: Timing) -> JSONValue {
        let opinion: JSONValue
        let unavailable: JSONValue
        switch second {
        case .opinion(let report): (opinion, unavailable) = (report.json, .null)
        case .unavailable(let status): (opinion, unavailable) = (.null, status.json)
        }
        return .object([
            .init("classification", .object(classification.fields(timing: timing))),
            .init("verdict", .string(verdict.name)),
            .init("opinion", opinion),
            .init("unavailable", unavailable),
            .init("opinion_milliseconds", .number(secondTime / .milliseconds(1))),
        ])
    }
}

extension Comparison.Verdict {
    fileprivate var name: String {
        switch self {
        case .unavailable: "unavailable"
        case .agree: "agree"
        case .disagree: "disagree"
        }
    }
}

extension Status {
    /// Why there is no answer, as an object.
    package var json: JSONValue {
        .object([
            .init("code", .string(code.name)),
            .init("detail", .string(message)),
            .init(
                "retry_after_seconds",
                retryAfter.map { .number($0 / .seconds(1)) } ?? .null
            ),
        ])
    }
}

extension OpinionReport {
    /// The opinion as an object; `cost_usd` is null where no price is known.
    package var json: JSONValue {
        .object([
            .init("class", .string(className)),
            .init("confidence", .single(confidence)),
            .init("reason", .string(reason)),
            .init("model", .string(model)),
            .init("prompt_version", .string(promptVersion)),
            .init(
                "tokens",
                .object([
                    .init("prompt", .integer(tokens.prompt)),
                    .init("cached_prompt", .integer(tokens.cachedPrompt)),
                    .init("completion", .integer(tokens.completion)),
                ])
            ),
            .init("cost_usd", nanodollars.map { .number(Double($0) / 1e9) } ?? .null),
            .init("cached", .boolean(isCached)),
            .init(
                "token_probabilities",
                .array(
                    tokenProbabilities.map { token in
                        .object([
                            .init("class", .string(token.className)),
                            .init("probability", .single(token.probability)),
                        ])
                    }
                )
            ),
        ])
    }
}
