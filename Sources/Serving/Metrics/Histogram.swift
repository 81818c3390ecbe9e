/// How often durations fell between given bounds, as Prometheus counts them.
package struct Histogram: Hashable, Sendable {
    /// The upper bounds, inclusive: from a status call's to a page of heatmaps on a busy machine.
    static let bounds: [Duration] = [
        .milliseconds(1), .microseconds(2500), .milliseconds(5), .milliseconds(10),
        .milliseconds(25), .milliseconds(50), .milliseconds(100), .milliseconds(250),
        .milliseconds(500), .seconds(1), .milliseconds(2500), .seconds(5), .seconds(10),
        .seconds(30),
    ]

    /// For each bound the durations up to it and above the one before; the last has no bound.
    private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)

    /// All durations together.
    private(set) var sum = Duration.zero

    /// Counts nothing yet.
    package init() {}

    /// Counts a duration.
    package mutating func add(_ duration: Duration) {
        counts[Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count] += 1
        sum += duration
    }

    /// For each bound, and for none, the durations up to it.
    var cumulativeCounts: [UInt64] {
        counts.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }
    }
}
