/// What a batch should answer: a distribution over the classes for each image, `[N, K]`.
package struct Targets: Hashable, Sendable {
    /// The distributions, row-major.
    package private(set) var values: [Float]
    /// How many images each one stands for, as many as images; see ``DataPruning``.
    package private(set) var weights: [Float]
    /// K.
    package let classCount: Int

    /// One class an image, smoothed.
    ///
    /// The class gets `1 − ε + ε/K`, every other `ε/K` (Szegedy et al. 2015, section 7).
    ///
    /// - Parameters:
    ///   - labels: The class of each image.
    ///   - classCount: K.
    ///   - smoothing: ε, 0 to 1.
    ///   - weights: How many images each one stands for; nil where it is one.
    package init(
        labels: [Int],
        classCount: Int,
        smoothing: Float = 0,
        weights: [Float]? = nil
    ) {
        precondition(weights?.count ?? labels.count == labels.count, "each image has its weight")
        self.weights = weights ?? [Float](repeating: 1, count: labels.count)
        let floor = smoothing / Float(classCount)
        values = [Float](repeating: floor, count: labels.count * classCount)
        self.classCount = classCount
        for (row, label) in labels.enumerated() {
            values[row * classCount + label] += 1 - smoothing
        }
    }

    /// The distributions of some of the images.
    package func rows(_ rows: Range<Int>) -> Targets {
        var part = self
        part.values = Array(values[rows.lowerBound * classCount..<rows.upperBound * classCount])
        part.weights = Array(weights[rows])
        return part
    }

    /// Moves each image's distribution towards another one: `(1 − α) · q + α · p`.
    ///
    /// - Parameters:
    ///   - others: `p`, `[N, K]`, row-major.
    ///   - share: `α`, 0 to 1.
    package mutating func blend(with others: [Float], share: Float) {
        precondition(others.count == values.count, "each image has another distribution")
        for (index, other) in others.enumerated() {
            values[index] += share * (other - values[index])
        }
    }

    /// Mixes each image's distribution with another's: `λ · qᵢ + (1 − λ) · q_partner(i)`.
    package mutating func mix(with partners: [Int], share: Float) {
        let original = values
        for (row, partner) in partners.enumerated() {
            for column in 0..<classCount {
                values[row * classCount + column] =
                    share * original[row * classCount + column]
                    + (1 - share) * original[partner * classCount + column]
            }
        }
    }

    /// The weight of the images whose largest logit is at their likeliest class.
    package func agreement(with logits: Span<Float>) -> Double {
        var agreeing = 0.0
        for (image, weight) in weights.enumerated() {
            let row = image * classCount
            var (wanted, given) = (row, row)
            for index in row..<row + classCount {
                if values[index] > values[wanted] { wanted = index }
                if logits[index] > logits[given] { given = index }
            }
            if wanted == given { agreeing += Double(weight) }
        }
        return agreeing
    }
}
