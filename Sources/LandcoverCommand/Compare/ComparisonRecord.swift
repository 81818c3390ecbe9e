import Landcover
package import Wire

/// What `landcover compare` keeps of one image: a line of the results' file.
package struct ComparisonRecord: Hashable, Sendable, Codable {
    /// The daemon's half.
    package struct Classified: Hashable, Sendable, Codable {
        /// The likeliest class.
        package var className: String
        /// Its probability, 0 to 1.
        package var confidence: Float
        /// From the call to the daemon to the network's answer.
        package var milliseconds: Double
    }

    /// The other model's half.
    package struct Opinion: Hashable, Sendable, Codable {
        /// The class it names.
        package var className: String
        /// What it says of its confidence, 0 to 1.
        package var confidence: Float
        /// Its reason.
        package var reason: String
        /// The model as the API names it.
        package var model: String
        /// Of the question.
        package var promptVersion: String
        /// The question's tokens.
        package var promptTokens: Int
        /// The answer's tokens.
        package var completionTokens: Int
        /// What it cost in US dollars; nil if no price is known.
        package var dollars: Double?
        /// Whether it was kept from an earlier call.
        package var isCached: Bool
        /// The probabilities of the tokens that name the classes, where the API tells them.
        package var tokenProbabilities: [String: Float]?
    }

    /// Why something is missing.
    package struct Failure: Hashable, Sendable, Codable {
        /// A status of the protocol by name, such as `UNAVAILABLE`.
        package var status: String
        /// One sentence.
        package var message: String
    }

    /// The image's file as it was named.
    package var file: String

    /// The folder that it lies in, if that is called as one of the classes.
    package var label: String?

    /// The daemon's half; nil if the image failed.
    package var landcover: Classified?

    /// The other's half.
    package var opinion: Opinion?

    /// Why there is no other half.
    package var unavailable: Failure?

    /// How long the other half took.
    package var opinionMilliseconds: Double?

    /// Why the image failed.
    package var error: Failure?

    /// Whether there is nothing to ask again: both halves are there, or the image is at fault.
    package var isFinal: Bool { opinion != nil || error != nil }

    /// Whether both halves name the same class; nil if one is missing.
    package var agrees: Bool? {
        guard let landcover, let opinion else { return nil }
        return landcover.className == opinion.className
    }
}

extension ComparisonRecord {
    /// Describes an image that was compared.
    package init(file: String, label: String?, _ comparison: Comparison, timing: Timing) {
        self.init(file: file, label: label)
        let best = comparison.classification.best
        let time = timing.queue + timing.decode + timing.compute + timing.encode
        landcover = Classified(
            className: best.className,
            confidence: best.probability,
            milliseconds: time / .milliseconds(1)
        )
        opinionMilliseconds = comparison.secondTime / .milliseconds(1)
        switch comparison.second {
        case .opinion(let report): opinion = Opinion(report)
        case .unavailable(let status): unavailable = Failure(status)
        }
    }

    /// Describes an image that failed.
    package init(file: String, label: String?, failure: CommandFailure) {
        self.init(file: file, label: label)
        error = Failure(status: "\(failure.status)", message: failure.description)
    }
}

extension ComparisonRecord.Opinion {
    fileprivate init(_ report: OpinionReport) {
        self.init(
            className: report.className,
            confidence: report.confidence,
            reason: report.reason,
            model: report.model,
            promptVersion: report.promptVersion,
            promptTokens: report.tokens.prompt,
            completionTokens: report.tokens.completion,
            dollars: report.nanodollars.map { Double($0) / 1e9 },
            isCached: report.isCached
        )
        if !report.tokenProbabilities.isEmpty {
            tokenProbabilities = Dictionary(
                report.tokenProbabilities.map { ($0.className, $0.probability) }
            ) { first, _ in first }
        }
    }
}

extension ComparisonRecord.Failure {
    fileprivate init(_ status: Status) {
        self.init(status: status.code.name, message: status.message)
    }
}
