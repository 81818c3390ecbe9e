internal import CLandcoverProto
internal import Landcover

extension MessageReader {
    /// Reads the answer to `compare`.
    func comparison(
        _ message: Landcover__V1__CompareResponse
    ) throws(WireError) -> Comparison {
        let field = "CompareResponse.classification"
        let comparison = unsafe Comparison(
            classification: try classification(required(message.classification, field)),
            second: try second(message),
            secondTime: Duration(microseconds: message.second_microseconds)
        )
        guard unsafe message.verdict.rawValue == comparison.verdict.rawValue else {
            throw invalid("CompareResponse.verdict", "is not what the two answers say")
        }
        return comparison
    }

    private func second(
        _ message: Landcover__V1__CompareResponse
    ) throws(WireError) -> Comparison.Second {
        switch unsafe message.second_case {
        case LANDCOVER__V1__COMPARE_RESPONSE__SECOND_OPINION:
            .opinion(try unsafe opinion(message.opinion.pointee))
        case LANDCOVER__V1__COMPARE_RESPONSE__SECOND_UNAVAILABLE:
            unsafe .unavailable(status(message.unavailable.pointee))
        default:
            throw invalid("CompareResponse.second", "is missing")
        }
    }

    /// Reads the answer to `opinion`.
    func opinion(_ message: Landcover__V1__OpinionResponse) throws(WireError) -> OpinionReport {
        var opinion = unsafe OpinionReport(
            className: try text(message.class_name, "OpinionResponse.class_name"),
            confidence: try share(message.confidence, "OpinionResponse.confidence"),
            reason: try text(message.reason, "OpinionResponse.reason"),
            model: try text(message.model, "OpinionResponse.model")
        )
        opinion.tokenProbabilities = try unsafe list(
            message.token_probabilities,
            message.n_token_probabilities,
            tokenProbability
        )
        opinion.promptVersion = try unsafe text(
            message.prompt_version,
            "OpinionResponse.prompt_version"
        )
        opinion.tokens = unsafe tokens(message.tokens)
        opinion.nanodollars = unsafe message.cost?.pointee.nanodollars
        opinion.isCached = unsafe message.cached != 0
        opinion.apiRequestID = try unsafe text(
            message.api_request_id,
            "OpinionResponse.api_request_id"
        )
        opinion.attempts = unsafe Int(message.attempts)
        return opinion
    }

    /// Reads the answer to `plan`.
    func plan(_ message: Landcover__V1__PlanResponse) throws(WireError) -> OpinionPlan {
        var plan = unsafe OpinionPlan(
            url: try text(message.url, "PlanResponse.url"),
            model: try text(message.model, "PlanResponse.model"),
            body: try text(message.body, "PlanResponse.body"),
            tokens: tokens(message.tokens)
        )
        plan.nanodollars = unsafe message.cost?.pointee.nanodollars
        plan.usualNanodollars = unsafe message.usual_cost?.pointee.nanodollars
        let obstacle = try unsafe text(message.obstacle, "PlanResponse.obstacle")
        plan.obstacle = obstacle.isEmpty ? nil : obstacle
        return plan
    }

    private func tokenProbability(
        _ message: Landcover__V1__OpinionResponse__TokenProbability
    ) throws(WireError) -> OpinionReport.TokenProbability {
        unsafe OpinionReport.TokenProbability(
            className: try text(message.class_name, "TokenProbability.class_name"),
            probability: try share(message.probability, "TokenProbability.probability")
        )
    }

    private func tokens(
        _ message: UnsafeMutablePointer<Landcover__V1__OpinionResponse__Tokens>?
    ) -> OpinionReport.Tokens {
        guard let message = unsafe message else { return OpinionReport.Tokens() }
        return unsafe OpinionReport.Tokens(
            prompt: Int(message.pointee.prompt),
            cachedPrompt: Int(message.pointee.cached_prompt),
            completion: Int(message.pointee.completion)
        )
    }

    private func share(_ number: Float, _ field: String) throws(WireError) -> Float {
        guard 0...1 ~= number else { throw invalid(field, "must be a number from 0 to 1") }
        return number
    }
}
