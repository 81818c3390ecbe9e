import PlainText
import SecondOpinion
import Wire

extension Response {
    /// Answers `opinion`.
    ///
    /// - Parameters:
    ///   - outcome: What came of asking.
    ///   - prices: What tokens cost.
    init(_ outcome: OpinionOutcome, prices: PriceTable) {
        if let opinion = outcome.opinion {
            self.init(.opinion(OpinionReport(opinion, prices: prices)))
        } else {
            self.init(
                Status(outcome.statusCode, outcome.description, retryAfter: outcome.retryAfter)
            )
        }
    }
}

extension OpinionOutcome {
    /// The protocol's word for it.
    ///
    /// FAILED_PRECONDITION, UNAUTHENTICATED, PERMISSION_DENIED and NOT_FOUND stay until somebody
    /// changes something, for whatever image; ABORTED belongs to this one.
    var statusCode: StatusCode {
        switch self {
        case .answered: .ok
        case .refused, .truncated, .contentFiltered, .malformed: .aborted
        case .rateLimited: .resourceExhausted
        case .noKey, .outOfQuota, .redirected: .failedPrecondition
        case .badKey: .unauthenticated
        case .forbidden: .permissionDenied
        case .modelGone: .notFound
        case .serverBusy, .serverFailing, .networkDown, .tlsFailed, .circuitOpen: .unavailable
        case .timedOut: .deadlineExceeded
        case .requestRefused: .invalidArgument
        case .cancelled: .cancelled
        }
    }
}

extension OpinionReport {
    /// States an opinion as the protocol does.
    fileprivate init(_ opinion: Opinion, prices: PriceTable) {
        self.init(
            className: opinion.landCover.label,
            confidence: Float(opinion.statedConfidence),
            reason: opinion.reason.text,
            model: opinion.model.text
        )
        if let distribution = opinion.distribution {
            tokenProbabilities = LandCoverClass.allCases.map {
                TokenProbability(className: $0.label, probability: Float(distribution[$0]))
            }
        }
        promptVersion = Prompt.version
        if let usage = opinion.usage {
            tokens = Tokens(
                prompt: usage.prompt,
                cachedPrompt: usage.cachedPrompt ?? 0,
                completion: usage.completion
            )
            nanodollars = prices.cost(of: usage, model: opinion.model.text).map(Self.nanodollars)
        }
        isCached = opinion.isFromCache
        apiRequestID = opinion.requestID?.text ?? ""
    }

    private static func nanodollars(_ dollars: Double) -> UInt64 {
        UInt64(min(max(0, dollars * 1e9), 1e18).rounded())
    }
}

extension OpinionPlan {
    /// States what a question would send, and cost at most.
    ///
    /// - Parameters:
    ///   - request: The question.
    ///   - url: Where it would go.
    ///   - prices: What tokens cost.
    ///   - obstacle: Why it would not be sent; nil if it would.
    init(_ request: ChatRequest, url: String, prices: PriceTable, obstacle: OpinionOutcome?) {
        let estimate = CostEstimate(of: request, by: prices)
        self.init(
            url: url,
            model: request.model,
            body: request.outline.text,
            tokens: OpinionReport.Tokens(
                prompt: estimate?.promptTokens ?? 0,
                completion: request.completionTokenLimit
            )
        )
        nanodollars = estimate.map { UInt64(($0.highest * 1e9).rounded(.up)) }
        usualNanodollars = estimate.map { UInt64(($0.usual * 1e9).rounded()) }
        self.obstacle = obstacle?.description
    }
}
