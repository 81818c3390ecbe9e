import Glibc

/// What a set of images with known classes tells of a classifier.
package struct EvaluationSummary: Hashable, Sendable {
    /// The share of images whose true class is among the `k` likeliest.
    package struct TopAccuracy: Hashable, Sendable {
        /// How many classes are looked at.
        package let k: Int
        /// The share, 0…1.
        package let accuracy: Double
    }

    /// The classes, in the order of the logits.
    package let classNames: [String]

    /// What the logits were divided by.
    package let temperature: Double

    /// Images by true and predicted class.
    package let confusion: ConfusionMatrix

    /// Each class's figures, in the order of the classes.
    package let classes: [ClassReport]

    /// The accuracy for the asked `k`, in their order, without those beyond the number of classes.
    package let topAccuracies: [TopAccuracy]

    /// The mean of `-ln p` over the true classes' probabilities, in nats.
    package let negativeLogLikelihood: Double

    /// The mean of the squared distance between the probabilities and certainty of the true class,
    /// 0…2 (Brier 1950, summed over the classes).
    package let brierScore: Double

    /// How far confidences can be believed.
    package let reliability: Reliability

    /// Every mistake, the one that the network was surest of first; equals by name.
    package let mistakes: [Mistake]

    /// Judges a classifier's answers.
    ///
    /// - Parameters:
    ///   - outcomes: The answers; each has a logit for every class.
    ///   - classNames: The classes, in the order of the logits.
    ///   - temperature: What the logits are divided by before softmax, positive.
    ///   - topCounts: For which `k` the top-k accuracy is wanted.
    /// - Throws: An ``EvaluationError`` if there is no outcome, or one with a logit that is not
    ///   finite.
    package init(
        of outcomes: [Outcome],
        classNames: [String],
        temperature: Double = 1,
        topCounts: [Int] = [2, 3]
    ) throws(EvaluationError) {
        let classCount = try outcomes.checked().classCount
        precondition(classNames.count == classCount, "every class has a name and a logit")
        let answers = outcomes.map { Softmax($0.logits, temperature: temperature) }
        let pairs = zip(outcomes, answers)

        var matrix = ConfusionMatrix(classCount: classCount)
        for (outcome, answer) in pairs {
            matrix.add(label: outcome.label, predicted: answer.predicted)
        }
        confusion = matrix
        classes = classNames.enumerated().map { ClassReport(name: $1, label: $0, of: matrix) }

        let ranks = outcomes.map(\.rank)
        topAccuracies = topCounts.filter { $0 <= classCount }.map { k in
            TopAccuracy(k: k, accuracy: Double(ranks.count { $0 < k }) / Double(ranks.count))
        }
        negativeLogLikelihood = pairs.mean { -$1.logProbabilities[$0.label] }
        brierScore = pairs.mean { outcome, answer in
            answer.probabilities.enumerated().reduce(0) { sum, class_ in
                let distance = class_.element - (class_.offset == outcome.label ? 1 : 0)
                return sum + distance * distance
            }
        }
        reliability = Reliability(
            of: pairs.map { (confidence: $1.confidence, isCorrect: $1.predicted == $0.label) }
        )
        mistakes = pairs.compactMap(Mistake.init).sorted { $0.isWorse(than: $1) }
        self.classNames = classNames
        self.temperature = temperature
    }

    /// The `limit` mistakes that the network was surest of, the worst first.
    package func worstMistakes(_ limit: Int) -> [Mistake] {
        Array(mistakes.prefix(limit))
    }
}

extension EvaluationSummary {
    /// The images that were judged.
    package var count: Int { confusion.total }

    /// The share of images whose predicted class is the true one.
    package var accuracy: Double { Double(confusion.correct) / Double(count) }

    /// Where the accuracy on all such images lies, with 95 % confidence.
    package var accuracyInterval: WilsonInterval {
        WilsonInterval(successes: confusion.correct, trials: count)
    }

    /// The mean F1 of the classes for which it is defined.
    package var macroF1: Double { classes.macroMean(of: \.f1) ?? 0 }
}

extension Mistake {
    fileprivate init?(_ outcome: Outcome, _ answer: Softmax) {
        guard answer.predicted != outcome.label else { return nil }
        self.init(
            name: outcome.name,
            label: outcome.label,
            predicted: answer.predicted,
            confidence: answer.confidence,
            trueClassProbability: exp(answer.logProbabilities[outcome.label])
        )
    }

    fileprivate func isWorse(than other: Mistake) -> Bool {
        (other.confidence, name) < (confidence, other.name)
    }
}

extension Sequence {
    /// The mean of a figure over a sequence that is not empty.
    fileprivate func mean<First, Second>(
        of figure: (First, Second) -> Double
    ) -> Double where Element == (First, Second) {
        let (sum, count) = reduce((0.0, 0.0)) { ($0.0 + figure($1.0, $1.1), $0.1 + 1) }
        return sum / count
    }
}
