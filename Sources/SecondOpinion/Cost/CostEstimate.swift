import PlainText

/// What a question will cost, before it is asked: a guess, for only the server counts tokens.
package struct CostEstimate: Hashable, Sendable {
    /// Tokens of the question: those of the image by the provider's formula, those of the text as a
    /// quarter of its characters.
    package let promptTokens: Int

    /// Tokens of an answer of the usual length.
    package let completionTokens: Int

    /// The most tokens that the answer may have.
    package let completionTokenLimit: Int

    /// US dollars with an answer of the usual length.
    package let usual: Double

    /// US dollars with the longest answer.
    package let highest: Double

    /// Tokens of a class, a number and a sentence as JSON.
    private static let usualAnswer = 60

    /// Estimates a question; nil if the model's price is not known.
    package init?(of request: ChatRequest, by prices: PriceTable) {
        guard let price = prices.price(of: request.model) else { return nil }
        // The outline has names and quotes besides the words, and no schema is free either.
        let text = (request.outline.text.utf8.count + 3) / 4
        let prompt = text + price.tokens(of: request.image, detail: request.detail)
        func cost(_ completion: Int) -> Double {
            TokenUsage(prompt: prompt, completion: completion).map(price.cost) ?? 0
        }
        promptTokens = prompt
        completionTokens = min(Self.usualAnswer, request.completionTokenLimit)
        completionTokenLimit = request.completionTokenLimit
        usual = cost(completionTokens)
        highest = cost(completionTokenLimit)
    }
}
