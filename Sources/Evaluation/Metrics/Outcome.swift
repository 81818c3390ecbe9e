/// What the network said of one image whose class is known.
package struct Outcome: Hashable, Sendable {
    /// What the image is called, such as `Forest/Forest_12.jpg`.
    package let name: String

    /// The image's true class, counted from 0.
    package let label: Int

    /// The network's score of each class, before temperature and softmax.
    package let logits: [Float]

    /// States an outcome.
    ///
    /// - Precondition: `label` is one of the logits' indices.
    package init(name: String, label: Int, logits: [Float]) {
        precondition(logits.indices.contains(label), "a label has a logit")
        self.name = name
        self.label = label
        self.logits = logits
    }
}

extension Outcome {
    /// How many classes score better than the true one; 0 if the network is right.
    ///
    /// Of equal logits the first counts as the better, as for ``Softmax/predicted``.
    var rank: Int {
        let own = logits[label]
        return logits.indices.count { other in
            logits[other] > own || (logits[other] == own && other < label)
        }
    }
}

extension [Outcome] {
    /// Makes sure that these outcomes can be judged together.
    ///
    /// - Throws: ``EvaluationError/noOutcomes``, or ``EvaluationError/notFinite(image:)`` naming the
    ///   first image with such a logit.
    /// - Precondition: All have one logit for each of the same classes.
    func checked() throws(EvaluationError) -> (outcomes: [Outcome], classCount: Int) {
        guard let first else { throw .noOutcomes }
        for outcome in self {
            precondition(outcome.logits.count == first.logits.count, "all have the same classes")
            guard outcome.logits.allSatisfy(\.isFinite) else {
                throw .notFinite(image: outcome.name)
            }
        }
        return (self, first.logits.count)
    }
}
