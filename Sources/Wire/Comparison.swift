package import Landcover

/// The daemon's answer beside another model's.
package struct Comparison: Hashable, Sendable {
    /// What became of the other model's half.
    package enum Second: Hashable, Sendable {
        /// It answered.
        case opinion(OpinionReport)
        /// It did not; the status says why, and what to do.
        case unavailable(Status)
    }

    /// Whether both name the same class; neither is the truth.
    package enum Verdict: UInt32, CaseIterable, Hashable, Sendable {
        /// There is one answer only.
        case unavailable = 0
        /// They do.
        case agree = 1
        /// They do not.
        case disagree = 2
    }

    /// The daemon's own answer.
    package let classification: Classification

    /// The other's.
    package let second: Second

    /// How long the other's took to come, or to fail.
    package let secondTime: Duration

    /// States both answers.
    package init(classification: Classification, second: Second, secondTime: Duration) {
        self.classification = classification
        self.second = second
        self.secondTime = secondTime
    }

    /// Whether they agree.
    package var verdict: Verdict {
        switch second {
        case .unavailable: .unavailable
        case .opinion(let opinion):
            opinion.className == classification.best.className ? .agree : .disagree
        }
    }
}

/// What a vision-language model says of an image.
package struct OpinionReport: Hashable, Sendable {
    /// The probability of the tokens that name a class.
    package struct TokenProbability: Hashable, Sendable {
        /// Such as `SeaLake`.
        package let className: String

        /// From 0 to 1; nothing has calibrated it.
        package let probability: Float

        /// States a probability.
        package init(className: String, probability: Float) {
            self.className = className
            self.probability = probability
        }
    }

    /// What was read and written, in the API's units.
    package struct Tokens: Hashable, Sendable {
        /// In the question, its image included.
        package var prompt = 0

        /// Of those, the ones that the API had kept and charges less for.
        package var cachedPrompt = 0

        /// In the answer.
        package var completion = 0

        /// Counts nothing.
        package init() {}

        /// States counts.
        package init(prompt: Int, cachedPrompt: Int = 0, completion: Int) {
            self.prompt = prompt
            self.cachedPrompt = cachedPrompt
            self.completion = completion
        }
    }

    /// Such as `SeaLake`.
    package var className: String

    /// What the model says of its own confidence, from 0 to 1; nothing has calibrated it.
    package var confidence: Float

    /// Its reason, one sentence in its own words.
    package var reason: String

    /// The model as the API names it.
    package var model: String

    /// The probabilities of the tokens that name the classes, where the API tells them.
    package var tokenProbabilities: [TokenProbability] = []

    /// Of the question that was put to it.
    package var promptVersion = ""

    /// What was read and written.
    package var tokens = Tokens()

    /// Billionths of a US dollar; nil if no price is known for the model.
    package var nanodollars: UInt64?

    /// Whether the answer was kept from an earlier call, and cost nothing.
    package var isCached = false

    /// The API's own name for the call, for its support.
    package var apiRequestID = ""

    /// Requests that it took.
    package var attempts = 1

    /// States an opinion; the rest is set field by field.
    package init(className: String, confidence: Float, reason: String, model: String) {
        self.className = className
        self.confidence = confidence
        self.reason = reason
        self.model = model
    }
}

/// What asking for an opinion would send, and cost.
package struct OpinionPlan: Hashable, Sendable {
    /// Where the request would go.
    package var url: String

    /// The model that would be asked.
    package var model: String

    /// The request's JSON, without the image's bytes.
    package var body: String

    /// What the request would take: the prompt's tokens by rule, the answer's at most.
    package var tokens: OpinionReport.Tokens

    /// The most that it would cost, in billionths of a US dollar; nil if no price is known for the
    /// model.
    package var nanodollars: UInt64?

    /// What it would cost with an answer of the usual length; likewise.
    package var usualNanodollars: UInt64?

    /// Why it would not be sent; nil if it would.
    package var obstacle: String?

    /// States a plan.
    package init(url: String, model: String, body: String, tokens: OpinionReport.Tokens) {
        self.url = url
        self.model = model
        self.body = body
        self.tokens = tokens
    }
}
