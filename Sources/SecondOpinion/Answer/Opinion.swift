/// What a vision-language model said about an image.
///
/// It is one more opinion, not the truth: the published zero-shot accuracy of gpt-4o's predecessor
/// on EuroSAT is 46.8 % (GPT4Vis).
package struct Opinion: Hashable, Sendable {
    /// The class it chose.
    package let landCover: LandCoverClass

    /// How sure it says it is, 0…1; words, not a measured probability.
    package let statedConfidence: Double

    /// Why, in its own words.
    package let reason: ServerText

    /// How the probability of the answer's tokens is spread over the classes; nil where the server
    /// does not tell it, or where it cannot be read soundly.
    package let distribution: TokenDistribution?

    /// What it cost; nil where the server does not tell.
    package let usage: TokenUsage?

    /// The model that answered, by the server's word; often more exact than the one that was asked.
    package let model: ServerText

    /// The server's name for the request, for questions to its operator.
    package let requestID: ServerText?

    /// From the question to the answer, waiting and retries included.
    package var duration = Duration.zero

    /// Whether it was kept from an earlier question and cost nothing now.
    package var isFromCache = false

    /// States an opinion that was given just now.
    package init(
        landCover: LandCoverClass,
        statedConfidence: Double,
        reason: ServerText,
        distribution: TokenDistribution? = nil,
        usage: TokenUsage? = nil,
        model: ServerText,
        requestID: ServerText? = nil
    ) {
        self.landCover = landCover
        self.statedConfidence = statedConfidence
        self.reason = reason
        self.distribution = distribution
        self.usage = usage
        self.model = model
        self.requestID = requestID
    }
}

/// The tokens that a question and its answer were counted as.
package struct TokenUsage: Hashable, Sendable {
    /// Of the question, those of the image included.
    package let prompt: Int

    /// Of the answer, reasoning included.
    package let completion: Int

    /// Those of the question that the server still knew and charges less for; nil if it does not
    /// tell.
    package let cachedPrompt: Int?

    /// States a usage; nil if a count makes no sense.
    package init?(prompt: Int, completion: Int, cachedPrompt: Int? = nil) {
        let sane = 0...1_000_000_000
        guard sane.contains(prompt), sane.contains(completion) else { return nil }
        self.prompt = prompt
        self.completion = completion
        self.cachedPrompt = cachedPrompt.flatMap { 0...prompt ~= $0 ? $0 : nil }
    }
}
