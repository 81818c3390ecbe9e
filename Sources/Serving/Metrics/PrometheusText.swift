/// Prometheus' text exposition format, version 0.0.4.
package struct PrometheusText {
    /// What a metric's value does.
    package enum Kind: String {
        /// It only rises.
        case counter
        /// It rises and falls.
        case gauge
        /// Counts by upper bound.
        case histogram
    }

    /// Names and values that tell one sample of a metric from another.
    package typealias Labels = [(name: String, value: String)]

    /// What has been written.
    package private(set) var text = ""

    /// Begins a page.
    package init() {}

    /// Begins a metric.
    ///
    /// - Parameters:
    ///   - name: With its unit, and `_total` if it is a counter.
    ///   - kind: What its value does.
    ///   - help: One line about it.
    package mutating func metric(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Writes a sample of the metric.
    package mutating func sample(_ name: String, _ labels: Labels = [], _ value: some BinaryInteger)
    {
        line(name, labels, "\(value)")
    }

    /// Writes a sample of the metric in seconds.
    package mutating func sample(_ name: String, _ labels: Labels = [], seconds: Duration) {
        line(name, labels, "\(seconds / .seconds(1))")
    }

    /// Writes a metric of one sample.
    package mutating func single(
        _ name: String,
        _ kind: Kind,
        _ help: String,
        _ value: some BinaryInteger
    ) {
        metric(name, kind, help)
        sample(name, [], value)
    }

    /// Writes a histogram of durations.
    package mutating func samples(_ name: String, _ labels: Labels, of histogram: Histogram) {
        let cumulative = histogram.cumulativeCounts
        for (bound, count) in zip(Histogram.bounds, cumulative) {
            sample("\(name)_bucket", labels + [("le", "\(bound / .seconds(1))")], count)
        }
        let count = cumulative.last ?? 0
        sample("\(name)_bucket", labels + [("le", "+Inf")], count)
        sample("\(name)_sum", labels, seconds: histogram.sum)
        sample("\(name)_count", labels, count)
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: String) {
        let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
        text += name + (list.isEmpty ? "" : "{\(list.joined(separator: ","))}") + " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
