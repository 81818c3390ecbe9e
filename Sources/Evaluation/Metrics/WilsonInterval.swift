/// Where a share lies that was estimated from a sample, with 95 % confidence.
///
/// Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".
/// Unlike the normal approximation it stays within 0…1 and is right for shares near 1.
package struct WilsonInterval: Hashable, Sendable {
    /// The interval's lower end, 0…1.
    package let lowerBound: Double

    /// The interval's upper end, 0…1.
    package let upperBound: Double

    // The normal distribution's 97.5 % quantile.
    private static let quantile = 1.959963984540054

    /// Computes the interval for `successes` of `trials`.
    ///
    /// - Precondition: There is at least one trial, and no more successes than trials.
    package init(successes: Int, trials: Int) {
        precondition(trials > 0, "a share needs a trial")
        precondition((0...trials).contains(successes), "a success is a trial")
        let count = Double(trials)
        let share = Double(successes) / count
        let square = Self.quantile * Self.quantile
        let center = (share + square / (2 * count)) / (1 + square / count)
        let variance = share * (1 - share) / count + square / (4 * count * count)
        let radius = Self.quantile / (1 + square / count) * variance.squareRoot()
        lowerBound = max(0, center - radius)
        upperBound = min(1, center + radius)
    }
}
