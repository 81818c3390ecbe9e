internal import CLandcoverProto
internal import Landcover

extension MessageWriter {
    /// Makes the answer to `compare`.
    mutating func comparison(
        _ comparison: Comparison
    ) -> UnsafeMutablePointer<Landcover__V1__CompareResponse> {
        let message = unsafe message(landcover__v1__compare_response__init)
        unsafe message.pointee.classification = classification(comparison.classification)
        unsafe message.pointee.verdict = .init(comparison.verdict.rawValue)
        switch comparison.second {
        case .opinion(let opinion):
            unsafe message.pointee.second_case = LANDCOVER__V1__COMPARE_RESPONSE__SECOND_OPINION
            unsafe message.pointee.opinion = self.opinion(opinion)
        case .unavailable(let status):
            unsafe message.pointee.second_case =
                LANDCOVER__V1__COMPARE_RESPONSE__SECOND_UNAVAILABLE
            unsafe message.pointee.unavailable = self.status(status)
        }
        unsafe message.pointee.second_microseconds = comparison.secondTime.wireMicroseconds
        return unsafe message
    }

    /// Makes the answer to `opinion`.
    mutating func opinion(
        _ opinion: OpinionReport
    ) -> UnsafeMutablePointer<Landcover__V1__OpinionResponse> {
        let message = unsafe message(landcover__v1__opinion_response__init)
        unsafe message.pointee.class_name = text(opinion.className)
        unsafe message.pointee.confidence = opinion.confidence
        unsafe message.pointee.reason = text(opinion.reason)
        var items: [UnsafeMutablePointer<Landcover__V1__OpinionResponse__TokenProbability>?] =
            unsafe []
        for item in opinion.tokenProbabilities { unsafe items.append(tokenProbability(item)) }
        unsafe message.pointee.n_token_probabilities = unsafe items.count
        unsafe message.pointee.token_probabilities = array(items)
        unsafe message.pointee.model = text(opinion.model)
        unsafe message.pointee.prompt_version = text(opinion.promptVersion)
        unsafe message.pointee.tokens = tokens(opinion.tokens)
        unsafe message.pointee.cost = cost(opinion.nanodollars)
        unsafe message.pointee.cached = opinion.isCached ? 1 : 0
        unsafe message.pointee.api_request_id = text(opinion.apiRequestID)
        unsafe message.pointee.attempts = UInt32(clamping: opinion.attempts)
        return unsafe message
    }

    /// Makes the answer to `plan`.
    mutating func plan(
        _ plan: OpinionPlan
    ) -> UnsafeMutablePointer<Landcover__V1__PlanResponse> {
        let message = unsafe message(landcover__v1__plan_response__init)
        unsafe message.pointee.url = text(plan.url)
        unsafe message.pointee.model = text(plan.model)
        unsafe message.pointee.body = text(plan.body)
        unsafe message.pointee.tokens = tokens(plan.tokens)
        unsafe message.pointee.cost = cost(plan.nanodollars)
        unsafe message.pointee.usual_cost = cost(plan.usualNanodollars)
        unsafe message.pointee.obstacle = text(plan.obstacle ?? "")
        return unsafe message
    }

    private mutating func tokenProbability(
        _ item: OpinionReport.TokenProbability
    ) -> UnsafeMutablePointer<Landcover__V1__OpinionResponse__TokenProbability> {
        let message = unsafe message(landcover__v1__opinion_response__token_probability__init)
        unsafe message.pointee.class_name = text(item.className)
        unsafe message.pointee.probability = item.probability
        return unsafe message
    }

    private mutating func tokens(
        _ tokens: OpinionReport.Tokens
    ) -> UnsafeMutablePointer<Landcover__V1__OpinionResponse__Tokens> {
        let message = unsafe message(landcover__v1__opinion_response__tokens__init)
        unsafe message.pointee.prompt = UInt32(clamping: tokens.prompt)
        unsafe message.pointee.cached_prompt = UInt32(clamping: tokens.cachedPrompt)
        unsafe message.pointee.completion = UInt32(clamping: tokens.completion)
        return unsafe message
    }

    private mutating func cost(
        _ nanodollars: UInt64?
    ) -> UnsafeMutablePointer<Landcover__V1__Cost>? {
        guard let nanodollars else { return nil }
        let message = unsafe message(landcover__v1__cost__init)
        unsafe message.pointee.nanodollars = nanodollars
        return unsafe message
    }
}
