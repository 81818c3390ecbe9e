/// Whether a confidence of 90 % is right nine times out of ten.
///
/// Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", equations 2 to 5.
package struct Reliability: Hashable, Sendable {
    /// The predictions whose confidence lies in `(lowerBound, upperBound]`.
    package struct Bin: Hashable, Sendable {
        /// The confidence above which the bin begins, 0…1.
        package let lowerBound: Double

        /// The largest confidence of the bin, 0…1.
        package let upperBound: Double

        /// Predictions in the bin.
        package fileprivate(set) var count = 0

        fileprivate var correct = 0
        fileprivate var confidenceSum = 0.0

        /// The share of these predictions that are right; nil for an empty bin.
        package var accuracy: Double? { count > 0 ? Double(correct) / Double(count) : nil }

        /// The mean confidence of these predictions; nil for an empty bin.
        package var meanConfidence: Double? { count > 0 ? confidenceSum / Double(count) : nil }
    }

    /// How many bins Guo and others use.
    package static let standardBinCount = 15

    /// Bins of equal width from 0 to 1.
    package private(set) var bins: [Bin]

    /// Sorts predictions into bins.
    ///
    /// - Parameters:
    ///   - predictions: The confidence in the likeliest class, 0…1, and whether it is the true one.
    ///   - binCount: How many bins, at least one.
    package init(
        of predictions: some Sequence<(confidence: Double, isCorrect: Bool)>,
        binCount: Int = standardBinCount
    ) {
        precondition(binCount > 0, "a diagram has at least one bin")
        let width = 1 / Double(binCount)
        bins = (0..<binCount).map { index in
            Bin(lowerBound: Double(index) * width, upperBound: Double(index + 1) * width)
        }
        for prediction in predictions {
            // Rounding may lift a certain prediction a little above 1.
            let place = Int((prediction.confidence * Double(binCount)).rounded(.up)) - 1
            let index = min(max(place, 0), binCount - 1)
            bins[index].count += 1
            bins[index].correct += prediction.isCorrect ? 1 : 0
            bins[index].confidenceSum += prediction.confidence
        }
    }

    /// All predictions.
    package var count: Int { bins.reduce(0) { $0 + $1.count } }

    /// The expected calibration error, 0…1: the gap between accuracy and confidence, averaged over
    /// all predictions; 0 if there are none.
    package var expectedCalibrationError: Double {
        let gaps = bins.reduce(0) { $0 + abs(Double($1.correct) - $1.confidenceSum) }
        return gaps / Double(max(1, count))
    }
}
