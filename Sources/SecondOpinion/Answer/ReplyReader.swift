/// Reads what a server replied, in this order: status, error, refusal, reason of the end, JSON,
/// schema.
package struct ReplyReader: Sendable {
    /// A reply, read.
    package struct Reading: Sendable {
        /// How the question ended.
        package let outcome: OpinionOutcome
        /// What the server says about asking again.
        package let hint: RetryHint
        /// Whether the same question without logprobs would be taken.
        package let refusesLogprobs: Bool

        /// States an end.
        init(
            _ outcome: OpinionOutcome,
            hint: RetryHint = .none,
            refusesLogprobs: Bool = false
        ) {
            self.outcome = outcome
            self.hint = hint
            self.refusesLogprobs = refusesLogprobs
        }
    }

    /// The longest body that is read, in bytes; an answer with logprobs has some 100 KB.
    package static let longestBody = 4 << 20

    private let settings: OpinionSettings
    private let key: APIKey?

    /// Prepares to read replies; no outcome will contain the key.
    package init(settings: OpinionSettings, key: APIKey?) {
        self.settings = settings
        self.key = key
    }

    /// Reads a reply.
    ///
    /// - Parameters:
    ///   - reply: What came.
    ///   - now: Seconds since 1970.
    /// - Returns: How the question ended, and what comes of it.
    package func read(_ reply: TransportReply, now: Double) -> Reading {
        let hint = RetryHint(reply, now: now)
        guard reply.body.count <= Self.longestBody else {
            return Reading(malformed("it has \(reply.body.count) bytes"), hint: hint)
        }
        if 200..<300 ~= reply.status {
            return Reading(completion(reply), hint: hint)
        }
        let error = ErrorBody.read(reply.body) ?? ErrorBody()
        return Reading(
            failure(reply, error, hint),
            hint: hint,
            refusesLogprobs: [400, 422].contains(reply.status) && error.isAboutLogprobs
        )
    }

    /// Why there is no reply at all, as an outcome.
    package func outcome(of failure: TransportFailure) -> OpinionOutcome {
        switch failure {
        case .unreachable(let reason), .interrupted(let reason): .networkDown(reason: words(reason))
        case .untrusted(let reason): .tlsFailed(reason: words(reason))
        case .timedOut: .timedOut(.waitingForServer)
        case .tooLarge(let limit): malformed("it has more than \(limit) bytes")
        case .malformed(let reason): malformed("it is not HTTP: \(reason)")
        case .cancelled: .cancelled
        }
    }

    private func failure(
        _ reply: TransportReply,
        _ error: ErrorBody,
        _ hint: RetryHint
    ) -> OpinionOutcome {
        let message = words(error.message)
        if error.isNamed("model_not_found", "model_not_available") {
            return .modelGone(model: settings.model, message: message)
        }
        if error.mentions("content_filter", "content_policy", "moderation_blocked") {
            return .contentFiltered(message: message)
        }
        if error.mentions("insufficient_quota", "billing_") || reply.status == 402 {
            return .outOfQuota(message: message)
        }
        switch reply.status {
        case 300..<400:
            return .redirected(
                status: reply.status,
                location: words(reply.field("location") ?? "")
            )
        case 401:
            return .badKey(message: message)
        case 403:
            return .forbidden(isRegion: error.mentions("country", "region"), message: message)
        case 404, 410:
            return .modelGone(model: settings.model, message: message)
        case 408, 409:
            return .serverBusy(status: reply.status, message: message)
        case 429:
            return .rateLimited(retryAfter: hint.after, message: message)
        case 400..<500:
            return .requestRefused(status: reply.status, message: message)
        case 500..<600:
            return .serverFailing(status: reply.status, message: message)
        default:
            return malformed("its status is \(reply.status)")
        }
    }

    private func completion(_ reply: TransportReply) -> OpinionOutcome {
        if let defect = JSONStructure.defect(in: reply.body) { return malformed(defect) }
        guard let body = CompletionBody.read(reply.body) else {
            // Relays wrap the errors of others in a success.
            guard let error = ErrorBody.read(reply.body) else {
                return malformed("it is no chat completion")
            }
            guard let status = Int(error.code), 400..<600 ~= status else {
                return malformed("it is an error: \(error.message)")
            }
            let inner = TransportReply(status: status, fields: reply.fields, body: reply.body)
            return failure(inner, error, .none)
        }
        guard let choice = body.choices.first else { return malformed("it has no choices") }
        if let refusal = choice.message.refusal, !refusal.isEmpty {
            return .refused(words: words(refusal))
        }
        switch choice.finishReason {
        case "length": return .truncated(tokenLimit: settings.completionTokenLimit)
        case "content_filter": return .contentFiltered(message: words(""))
        // Some servers leave it out; whether the answer is whole its JSON tells.
        case "stop", nil: break
        case let reason?: return malformed("it ended for the reason `\(reason)`")
        }
        return answer(choice, in: body, requestID: reply.field("x-request-id"))
    }

    private func answer(
        _ choice: CompletionBody.Choice,
        in body: CompletionBody,
        requestID: String?
    ) -> OpinionOutcome {
        guard let content = choice.message.content, !content.isEmpty else {
            return malformed("it has no content")
        }
        let answer: Answer
        switch Answer.read(content) {
        case .success(let read): answer = read
        case .failure(let defect): return malformed(defect.description)
        }
        let opinion = Opinion(
            landCover: answer.landCover,
            statedConfidence: answer.confidence,
            reason: words(answer.reason),
            distribution: TokenDistribution(
                tokens: choice.logprobs?.value?.content ?? [],
                content: content,
                answer: answer.landCover
            ),
            usage: body.usage?.value?.tokenUsage,
            model: words(body.model?.value ?? settings.model, limit: 100),
            requestID: requestID.map { words($0, limit: 100) }
        )
        return .answered(opinion)
    }

    private func malformed(_ defect: JSONStructure.Defect) -> OpinionOutcome {
        switch defect {
        case .notUTF8: malformed("it is not UTF-8")
        case .tooDeep: malformed("it is nested too deeply")
        case .duplicateName(let name): malformed("it names `\(name)` twice")
        }
    }

    private func malformed(_ problem: String) -> OpinionOutcome {
        .malformed(problem: words(problem))
    }

    private func words(_ text: String, limit: Int = ServerText.usualLimit) -> ServerText {
        ServerText(text, hiding: key, limit: limit)
    }
}
