/// The prices of models, by their names.
///
/// They change, and nobody tells programs. The table says of when it is; a file of one's own goes
/// before it.
package struct PriceTable: Hashable, Sendable {
    /// When the prices were looked up, `YYYY-MM-DD`.
    package let asOf: String

    /// Where they were read.
    package let source: String

    /// Prices by the models' names without the date of a version.
    package let prices: [String: Price]

    /// States a table.
    package init(asOf: String, source: String, prices: [String: Price]) {
        self.asOf = asOf
        self.source = source
        self.prices = prices
    }

    /// What OpenAI charged for models that take images when this was written.
    ///
    /// Two lists of others agree on them; OpenAI's own page was out of reach and goes before them:
    /// correct a price in a file that `LANDCOVER_OPINION_PRICES` names.
    package static let known = PriceTable(
        asOf: "2026-11-22",
        source: "crates openai-models 0.1.1 and adk-model 0.6.0, after OpenAI's price list",
        prices: [
            "gpt-4o": Price(input: 2.50, cachedInput: 1.25, output: 10),
            "gpt-4o-mini": Price(
                input: 0.15,
                cachedInput: 0.075,
                output: 0.60,
                imageBase: 2833,
                imageTile: 5667
            ),
        ]
    )

    /// The price of a model or of a dated version of it, such as `gpt-4o-2024-08-06`; nil if it is
    /// not known.
    ///
    /// Any other ending makes another model: `gpt-4o-mini` does not cost what `gpt-4o` does.
    package func price(of model: String) -> Price? {
        if let price = prices[model] { return price }
        let parts = model.split(separator: "-", omittingEmptySubsequences: false)
        let isDated =
            parts.count > 3
            && zip(parts.suffix(3), [4, 2, 2]).allSatisfy { part, digits in
                part.utf8.count == digits && part.utf8.allSatisfy { 0x30...0x39 ~= $0 }
            }
        return isDated ? prices[parts.dropLast(3).joined(separator: "-")] : nil
    }

    /// What a question and its answer cost in US dollars; nil if the model's price is not known.
    package func cost(of usage: TokenUsage, model: String) -> Double? {
        price(of: model)?.cost(of: usage)
    }

    /// One sentence for a model whose price is not known.
    package static func unknownPrice(of model: String) -> String {
        "the price of \(model) is not known; state it in a file and name that in "
            + "$\(OpinionSettings.Variable.priceFile.rawValue)"
    }
}
