/// Whom to ask, and how.
package struct OpinionSettings: Hashable, Sendable {
    /// The API that is asked.
    package var baseURL = BaseURL.openAI

    /// The model that is asked.
    ///
    /// gpt-4o is announced to end on 2027-01-14, which is why this is a setting.
    package var model = "gpt-4o"

    /// How closely the model looks.
    package var detail = ImageDetail.low

    /// The longer side of the image that is sent, in pixels.
    package var imageSide = 512

    /// Whether the probabilities of the answer's tokens are asked for; dropped where they are
    /// refused.
    package var asksForLogprobs = true

    /// The most tokens the model may answer with, those of its reasoning included.
    ///
    /// An answer takes about sixty; a model that reasons first needs the rest.
    package var completionTokenLimit = 1024

    /// How often a question is asked again at the most, after failures that may pass.
    package var retries = 2

    /// How long an opinion may take in all, waiting and retries included.
    package var timeLimit = Duration.seconds(30)

    /// How many questions may be under way at once.
    package var concurrency = 8

    /// The folder that opinions are kept in; nil keeps none.
    package var cacheFolder: String?

    /// The file with prices that go before those known here.
    package var priceFile: String?

    /// The longest side of an image that is sent, in pixels; servers shrink anything larger.
    package static let largestImageSide = 2048

    /// States the usual settings.
    package init() {}
}

extension OpinionSettings {
    /// A variable of the environment that is heard.
    package enum Variable: String, Hashable, Sendable, CaseIterable {
        /// Where the API lives; the name is the one that OpenAI's own libraries use.
        case baseURL = "OPENAI_BASE_URL"
        /// The model's name.
        case model = "LANDCOVER_OPINION_MODEL"
        /// `auto`, `low` or `high`.
        case detail = "LANDCOVER_OPINION_DETAIL"
        /// Pixels.
        case imageSide = "LANDCOVER_OPINION_IMAGE_SIDE"
        /// `yes` or `no`.
        case logprobs = "LANDCOVER_OPINION_LOGPROBS"
        /// Tokens.
        case completionTokenLimit = "LANDCOVER_OPINION_MAX_TOKENS"
        /// 0, 1 or 2.
        case retries = "LANDCOVER_OPINION_RETRIES"
        /// Seconds.
        case timeLimit = "LANDCOVER_OPINION_TIMEOUT"
        /// Questions at once.
        case concurrency = "LANDCOVER_OPINION_CONCURRENCY"
        /// A folder.
        case cacheFolder = "LANDCOVER_OPINION_CACHE"
        /// A file.
        case priceFile = "LANDCOVER_OPINION_PRICES"
    }

    /// Reads the settings; a variable that is empty counts as not there.
    package init(environment: [String: String]) throws(SecondOpinionError) {
        self.init()
        let reader = SettingReader(environment: environment)
        // The value is not shown again: an address may hold a password.
        baseURL = try reader.value(
            .baseURL,
            usual: baseURL,
            showsValue: false,
            "give an https:// address without user name or query, such as "
                + "\(BaseURL.openAI.text); http:// is for this machine alone",
            BaseURL.init
        )
        model = try reader.value(
            .model,
            usual: model,
            showsValue: false,
            "give the name of a model that takes images, at most 128 characters without blanks"
        ) { $0.utf8.count <= 128 && $0.utf8.allSatisfy { 0x21...0x7E ~= $0 } ? $0 : nil }
        detail = try reader.choice(.detail, usual: detail)
        imageSide = try reader.number(
            .imageSide,
            usual: imageSide,
            in: 64...Self.largestImageSide
        )
        asksForLogprobs = try reader.value(.logprobs, usual: true, "choose yes or no") {
            ["yes": true, "no": false][$0]
        }
        completionTokenLimit = try reader.number(
            .completionTokenLimit,
            usual: completionTokenLimit,
            in: 16...32_768
        )
        retries = try reader.number(.retries, usual: retries, in: 0...2)
        timeLimit = .seconds(try reader.number(.timeLimit, usual: 30, in: 1...600))
        concurrency = try reader.number(.concurrency, usual: concurrency, in: 1...64)
        cacheFolder = reader.text(.cacheFolder)
        priceFile = reader.text(.priceFile)
    }
}

/// Finds settings among the variables of the environment.
private struct SettingReader {
    let environment: [String: String]

    func text(_ variable: OpinionSettings.Variable) -> String? {
        environment[variable.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }

    func number(
        _ variable: OpinionSettings.Variable,
        usual: Int,
        in range: ClosedRange<Int>
    ) throws(SecondOpinionError) -> Int {
        let wanted = "give a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(variable, usual: usual, wanted) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ variable: OpinionSettings.Variable,
        usual: Value
    ) throws(SecondOpinionError) -> Value {
        let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(variable, usual: usual, "choose one of \(known)") { Value(rawValue: $0) }
    }

    func value<Value>(
        _ variable: OpinionSettings.Variable,
        usual: Value,
        showsValue: Bool = true,
        _ wanted: String,
        _ read: (String) -> Value?
    ) throws(SecondOpinionError) -> Value {
        guard let text = text(variable) else { return usual }
        guard let value = read(text) else {
            throw .setting(
                variable: variable.rawValue,
                value: showsValue ? text : nil,
                wanted: wanted
            )
        }
        return value
    }
}
