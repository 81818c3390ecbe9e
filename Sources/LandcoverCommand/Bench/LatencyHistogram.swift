import AnswerJSON
import Histogram

/// Durations, of which any quantile can be asked: an HdrHistogram of microseconds, three digits.
package struct LatencyHistogram: Sendable {
    // A day: no timeout is longer.
    private static let longest: UInt64 = 86_400_000_000

    private var histogram = Histogram<UInt64>(highestTrackableValue: longest)
    // Exact, unlike the histogram's own mean: the parts' means add up to the whole's.
    private var sum: UInt64 = 0

    /// Starts without durations.
    package init() {}

    /// Counts a duration; less than none is none.
    package mutating func record(_ duration: Duration) {
        let microseconds = min(UInt64(max(0, duration.wholeMicroseconds)), Self.longest)
        histogram.record(microseconds)
        sum += microseconds
    }

    /// How many there are.
    package var count: Int { Int(clamping: histogram.totalCount) }

    /// The duration that `share`, 0 to 1, of all do not exceed, in microseconds; 0 of none.
    package func quantile(_ share: Double) -> Int {
        Int(clamping: histogram.valueAtPercentile(100 * share))
    }

    /// The mean in microseconds; 0 of none.
    package var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }
}
