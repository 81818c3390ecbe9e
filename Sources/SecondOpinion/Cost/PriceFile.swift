import Files
import FoundationEssentials

extension PriceTable {
    /// Returns this table with the prices of a JSON file before its own.
    ///
    /// The file is of this form:
    ///
    ///     {"as_of": "2027-01-31", "source": "the provider's page",
    ///      "models": {"gpt-4o": {"input": 2.5, "cached_input": 1.25, "output": 10}}}
    ///
    /// Dollars per million tokens; `cached_input` may be left out, and so may `image_base` and
    /// `image_tile`, the tokens that an image counts as.
    package func overridden(by path: String) throws(SecondOpinionError) -> PriceTable {
        let bytes: [UInt8]
        do throws(FileFailure) {
            let file = try RegularFile(path)
            guard file.count <= 1 << 20 else {
                throw FileFailure.system(message: "it is longer than 1 MB")
            }
            bytes = try file.read(0..<file.count)
        } catch {
            throw .prices(path: path, problem: error.description)
        }
        guard JSONStructure.defect(in: bytes) == nil,
            let file = try? JSONDecoder().decode(PriceFile.self, from: Data(bytes))
        else {
            throw .prices(
                path: path,
                problem: "it needs as_of, source and models, each with input and output"
            )
        }
        var prices = prices
        for (model, entry) in file.models {
            guard let price = entry.price else {
                throw .prices(
                    path: path,
                    problem: "a number of \(ServerText(model, hiding: nil, limit: 100)) is "
                        + "negative or too large"
                )
            }
            prices[model] = price
        }
        return PriceTable(asOf: file.asOf, source: file.source, prices: prices)
    }
}

/// The file as it is written.
private struct PriceFile: Decodable {
    struct Entry: Decodable {
        let input: Double
        let cachedInput: Double?
        let output: Double
        let imageBase: Int?
        let imageTile: Int?

        private enum CodingKeys: String, CodingKey {
            case input, output
            case cachedInput = "cached_input"
            case imageBase = "image_base"
            case imageTile = "image_tile"
        }

        /// The price, if its numbers make sense.
        var price: Price? {
            let dollars = [input, cachedInput ?? 0, output]
            let tokens = [imageBase ?? 0, imageTile ?? 0]
            guard dollars.allSatisfy({ 0...1_000_000 ~= $0 }),
                tokens.allSatisfy({ 0...1_000_000 ~= $0 })
            else { return nil }
            return Price(
                input: input,
                cachedInput: cachedInput,
                output: output,
                imageBase: imageBase ?? 85,
                imageTile: imageTile ?? 170
            )
        }
    }

    let asOf: String
    let source: String
    let models: [String: Entry]

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case source, models
    }
}
