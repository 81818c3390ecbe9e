/// How often two judges name the same class of the same image, and which of them is right.
///
/// Neither judge is the truth; where images have labels, each is held against them.
package struct Agreement: Hashable, Sendable {
    /// The classes' names in order.
    package let classNames: [String]

    /// Images by the first judge's class (row) and the second's (column).
    package private(set) var matrix: ConfusionMatrix

    /// Images whose true class is known.
    package private(set) var labelled = 0

    /// Of those, the ones that the first judge is right about.
    package private(set) var firstRight = 0

    /// Of those, the ones that the second judge is right about.
    package private(set) var secondRight = 0

    /// Begins without images.
    ///
    /// - Precondition: There is at least one class.
    package init(classNames: [String]) {
        self.classNames = classNames
        matrix = ConfusionMatrix(classCount: classNames.count)
    }

    /// Counts an image.
    ///
    /// - Parameters:
    ///   - first: The first judge's class.
    ///   - second: The second judge's class.
    ///   - label: The true class, if it is known.
    package mutating func add(first: Int, second: Int, label: Int?) {
        matrix.add(label: first, predicted: second)
        guard let label else { return }
        labelled += 1
        if first == label { firstRight += 1 }
        if second == label { secondRight += 1 }
    }

    /// Images that both judged.
    package var total: Int { matrix.total }

    /// Images of which both name the same class.
    package var agreed: Int { matrix.correct }

    /// Cohen's kappa: agreement beyond what chance would give, at most 1; nil where chance explains
    /// all of it.
    ///
    /// Source: Cohen 1960, "A Coefficient of Agreement for Nominal Scales".
    package var kappa: Double? {
        guard total > 0 else { return nil }
        let count = Double(total)
        let chance = matrix.counts.indices.reduce(0.0) { sum, index in
            sum + Double(matrix.support(of: index)) / count
                * (Double(matrix.predictions(of: index)) / count)
        }
        guard chance < 1 else { return nil }
        return (Double(agreed) / count - chance) / (1 - chance)
    }
}
