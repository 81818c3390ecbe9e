import Glibc

/// How the probability of the tokens that name the class is spread over the classes.
///
/// It is the model's probability for words, not for land cover, and nobody has calibrated it. A label
/// is several tokens (`Annual`, `Crop`), and some labels begin alike (`H`…), so alternatives are
/// counted at each place until the written label differs from all others; what begins several labels
/// and was not written cannot be told apart and counts for none.
package struct TokenDistribution: Hashable, Sendable {
    /// A share for each class, in the order of ``LandCoverClass``; their sum is 1.
    package let shares: [Double]

    /// The probability that could be told apart, 0.9…1, before it was scaled to 1.
    package let coverage: Double

    /// Less than this, and the rest might turn the order around.
    package static let leastCoverage = 0.9

    /// Takes over shares that were kept; nil if they are none.
    init?(shares: [Double], coverage: Double) {
        guard shares.count == LandCoverClass.allCases.count,
            shares.allSatisfy({ 0...1 ~= $0 }), abs(shares.reduce(0, +) - 1) < 1e-6,
            Self.leastCoverage...1 ~= coverage
        else { return nil }
        self.shares = shares
        self.coverage = coverage
    }

    /// The share of a class.
    package subscript(landCover: LandCoverClass) -> Double {
        LandCoverClass.allCases.firstIndex(of: landCover).map { shares[$0] } ?? 0
    }

    /// Reads it from an answer's tokens; nil if that cannot be done soundly.
    ///
    /// - Parameters:
    ///   - tokens: All tokens of the content, in order.
    ///   - content: What they make together.
    ///   - answer: The class that the content names.
    init?(tokens: [CompletionBody.Token], content: String, answer: LandCoverClass) {
        let content = Array(content.utf8)
        guard tokens.flatMap(\.spelling) == content,
            let start = Self.start(of: answer.label, in: content)
        else { return nil }
        var masses = Array(repeating: 0.0, count: LandCoverClass.allCases.count)
        // The probability of having come to this place.
        var arrival = 1.0
        var place = 0
        for token in tokens {
            let end = place + token.spelling.count
            defer { place = end }
            guard end > start else { continue }
            let before = content[min(place, start)..<start]
            let written = content[start..<max(start, place)]
            var continued: Double?
            for choice in token.choices {
                guard let probability = choice.probability else { return nil }
                if choice.spelling == token.spelling { continued = probability }
                // What stands before the label must be the same, or it is another text.
                guard choice.spelling.starts(with: before) else { continue }
                let label = Array(written) + choice.spelling.dropFirst(before.count)
                let classes = LandCoverClass.allCases.indices.filter {
                    Self.begins(label, LandCoverClass.allCases[$0].label)
                }
                if classes.count == 1 { masses[classes[0]] += arrival * probability }
            }
            guard let continued else { return nil }
            let soFar = Array(content[start..<end])
            let left = LandCoverClass.allCases.filter { Self.begins(soFar, $0.label) }
            if left.count <= 1 { break }
            arrival *= continued
        }
        let coverage = masses.reduce(0, +)
        guard Self.leastCoverage...1.01 ~= coverage else { return nil }
        shares = masses.map { $0 / coverage }
        self.coverage = min(1, coverage)
    }

    /// Whether a text is a beginning of `"label"` without its first quote, or goes beyond its end.
    ///
    /// Nothing begins everything, so it begins nothing.
    private static func begins(_ text: [UInt8], _ label: String) -> Bool {
        let whole = Array(label.utf8) + [UInt8(ascii: "\"")]
        return !text.isEmpty && (whole.starts(with: text) || text.starts(with: whole))
    }

    /// Where the label stands as the value of `class`; nil if it is spelt in another way.
    private static func start(of label: String, in content: [UInt8]) -> Int? {
        guard let key = content.firstRange(of: Array("\"class\"".utf8)) else { return nil }
        let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let colon = content[key.upperBound...].drop(while: isBlank)
        guard colon.first == UInt8(ascii: ":") else { return nil }
        let value = colon.dropFirst().drop(while: isBlank)
        guard value.starts(with: "\"\(label)\"".utf8) else { return nil }
        return value.startIndex + 1
    }
}

/// A token that stands, or might have stood, in a place.
private struct TokenChoice {
    let spelling: [UInt8]
    let logprob: Double

    /// Its probability; nil if the number is none.
    var probability: Double? {
        // A little more than 0 is rounding.
        guard logprob.isFinite, logprob <= 0.001 else { return nil }
        return min(1, exp(logprob))
    }
}

extension CompletionBody.Token {
    /// Its bytes; a token need not be whole characters.
    fileprivate var spelling: [UInt8] { bytes ?? Array(token.utf8) }

    /// The token and all others that are told for its place, each once.
    fileprivate var choices: [TokenChoice] {
        let others = (alternatives ?? []).map {
            TokenChoice(spelling: $0.bytes ?? Array($0.token.utf8), logprob: $0.logprob)
        }
        guard !others.contains(where: { $0.spelling == spelling }) else { return others }
        return others + [TokenChoice(spelling: spelling, logprob: logprob)]
    }
}
