/// How well one class is recognised.
///
/// A ratio whose denominator is 0 is nil: it says nothing, neither good nor bad.
package struct ClassReport: Hashable, Sendable {
    /// The class's name.
    package let name: String

    /// The share of the images taken for this class that are of it; nil if none was.
    package let precision: Double?

    /// The share of this class's images that were taken for it; nil if there are none.
    package let recall: Double?

    /// `2TP / (2TP + FP + FN)`, the harmonic mean of precision and recall; nil if the class neither
    /// occurs nor is predicted.
    package let f1: Double?

    /// Images of the class.
    package let support: Int

    /// Reads one class's figures off a matrix.
    package init(name: String, label: Int, of matrix: ConfusionMatrix) {
        let hits = matrix.counts[label][label]
        let predictions = matrix.predictions(of: label)
        self.name = name
        support = matrix.support(of: label)
        precision = Self.ratio(hits, predictions)
        recall = Self.ratio(hits, support)
        f1 = Self.ratio(2 * hits, predictions + support)
    }

    private static func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}

extension [ClassReport] {
    /// The mean of a figure over the classes for which it is defined, each with the same weight;
    /// nil if it is defined for none.
    package func macroMean(of figure: (ClassReport) -> Double?) -> Double? {
        let values = compactMap(figure)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
