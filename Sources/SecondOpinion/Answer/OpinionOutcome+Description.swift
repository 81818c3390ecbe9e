import PlainText

extension OpinionOutcome: CustomStringConvertible {
    /// One sentence: how it ended and what to do.
    package var description: String {
        switch self {
        case .answered(let opinion):
            "\(opinion.model) says \(opinion.landCover.label)"
        case .refused(let words):
            "the model declined to answer" + Self.quoted(words) + "; try another image or model"
        case .truncated(let limit):
            "the answer was cut off at \(limit) tokens; "
                + "allow more with $\(Variable.completionTokenLimit.rawValue)"
        case .contentFiltered(let message):
            "the provider's content filter stepped in" + Self.quoted(message)
                + "; try another image or model"
        case .rateLimited(let pause?, let message):
            "the API's rate limit is reached" + Self.quoted(message)
                + "; ask again in \(Self.seconds(pause)), or less often"
        case .rateLimited(nil, let message):
            "the API's rate limit is reached" + Self.quoted(message) + "; ask less often"
        case .outOfQuota(let message):
            "the account's quota is used up" + Self.quoted(message)
                + "; see to its plan and billing with the provider"
        case .badKey(let message):
            "the API does not accept the key" + Self.quoted(message)
                + "; put a valid one in its place and start the service again"
        case .forbidden(let isRegion, let message):
            (isRegion ? "the API does not serve this region" : "the API refuses this key's access")
                + Self.quoted(message) + "; "
                + (isRegion
                    ? "choose a provider that does with $\(Variable.baseURL.rawValue)"
                    : "see to the key's permissions with the provider")
        case .modelGone(let model, let message):
            "the API has no model `\(model)` for this key" + Self.quoted(message)
                + "; choose another with $\(Variable.model.rawValue), "
                + "and see that $\(Variable.baseURL.rawValue) is right"
        case .serverBusy(let status, let message):
            "the API could not take the question now (HTTP \(status))" + Self.quoted(message)
                + "; ask again"
        case .serverFailing(let status, let message):
            "the API failed (HTTP \(status))" + Self.quoted(message)
                + "; ask again later, and see the provider's status page if it lasts"
        case .networkDown(let reason):
            "the API cannot be reached" + Self.quoted(reason)
                + "; check this machine's network and $\(Variable.baseURL.rawValue)"
        case .tlsFailed(let reason):
            "the API's server cannot be trusted" + Self.quoted(reason)
                + "; check the clock, the trusted certificates and $\(Variable.baseURL.rawValue)"
        case .timedOut(.waitingForOthers):
            "other questions took all the time, and this one was not asked; "
                + "give it more time or ask fewer at once"
        case .timedOut(.waitingForServer):
            "the API did not answer in time; give it more time or ask again later"
        case .malformed(let problem):
            "the answer is not of the form that was asked for" + Self.quoted(problem)
                + "; ask again, or choose a model that keeps to JSON schemas with "
                + "$\(Variable.model.rawValue)"
        case .requestRefused(let status, let message):
            "the API refuses the question (HTTP \(status))" + Self.quoted(message)
                + "; choose a model that takes images and JSON schemas with "
                + "$\(Variable.model.rawValue)"
        case .redirected(let status, let location):
            "the API's address points elsewhere (HTTP \(status))" + Self.quoted(location)
                + ", where the key is not sent; correct $\(Variable.baseURL.rawValue)"
        case .noKey(let problem):
            problem
        case .circuitOpen(let pause, let cause):
            "the API is not asked for another \(Self.seconds(pause)), for it kept failing: \(cause)"
        case .cancelled:
            "the question was withdrawn"
        }
    }

    private typealias Variable = OpinionSettings.Variable

    private static func quoted(_ text: ServerText) -> String {
        // Whole sentences, but within another.
        let words = text.text.hasSuffix(".") ? text.text.dropLast() : text.text[...]
        return words.isEmpty ? "" : " (\(words))"
    }

    private static func seconds(_ duration: Duration) -> String {
        "\(FixedPoint.shortest(max(0.1, duration / .seconds(1)), places: 1)) s"
    }
}
