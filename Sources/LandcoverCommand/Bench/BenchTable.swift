import Client
import PlainText

extension BenchReport {
    /// The report in columns for a person.
    package var table: String {
        "\(heading)\n\n\(counts)\(latencies)"
    }

    private var heading: String {
        let plan = setting.plan
        let connections = "over \(Self.plural(plan.connections, "connection"))"
        let load =
            switch plan.loop {
            case .closed(let callers): "\(Self.plural(callers, "caller")) \(connections)"
            case .open(let rate, let arrivals):
                "\(Self.brief(rate)) calls/s (\(arrivals.rawValue)) \(connections)"
            }
        let warmup =
            plan.warmup > .zero
            ? " after \(Self.brief(plan.warmup / .seconds(1))) s of warm-up" : ""
        let measured = "\(FixedPoint.text(time / .seconds(1), places: 1)) s\(warmup)"
        return "landcoverd \(setting.daemonVersion), \(setting.model)".printable
            + "\n\(plan.method.rawValue): \(load), \(measured)"
    }

    private var counts: String {
        let measurements = account.measurements
        var rows = measurements.ends.map { entry in
            Row(
                name: entry.end.name,
                count: entry.count,
                rate: perSecond(entry.count),
                remark: entry.example
            )
        }
        if rows.isEmpty { rows.append(Row(name: "OK", count: 0, rate: 0, remark: "")) }
        let others = [
            ("withdrawn", measurements.withdrawn), ("retries", retries),
            ("reconnections", reconnections),
        ]
        rows += others.filter { $0.1 > 0 }.map { Row(name: $0.0, count: $0.1) }
        let name = (rows.map(\.name) + ["bytes"]).map(\.count).max() ?? 0
        let count = rows.map { "\($0.count)".count }.max() ?? 0
        let lines = rows.map { row in
            var line = "\(row.name.rightPadded(to: name))  \("\(row.count)".leftPadded(to: count))"
            if let rate = row.rate {
                line += "  \("\(FixedPoint.text(rate, places: 1))/s".leftPadded(to: 10))"
            }
            if !row.remark.isEmpty { line += "  \(row.remark.printable)" }
            return line + "\n"
        }
        let bytes = "\(Self.size(traffic.sent)) sent, \(Self.size(traffic.received)) received"
        let scope = setting.plan.warmup > .zero ? ", warm-up included" : ""
        return lines.joined() + "\("bytes".rightPadded(to: name))  \(bytes)\(scope)\n"
    }

    private var latencies: String {
        let measurements = account.measurements
        var rows = [("whole call", measurements.whole)]
        rows += Measurements.Stage.allCases.compactMap { stage in
            measurements.stages[stage].map { ("  \(stage.rawValue)", $0) }
        }
        if measurements.methods.count > 1 {
            rows += measurements.methods.map { ($0.name, $0.latency) }
        }
        guard measurements.whole.count > 0 else { return "" }
        let titles = ["calls", "mean"] + LatencyHistogram.quantiles.map(\.title) + ["max"]
        let cells = rows.map { _, histogram in
            ["\(histogram.count)", Self.milliseconds(histogram.mean)]
                + (LatencyHistogram.quantiles.map(\.share) + [1]).map {
                    Self.milliseconds(Double(histogram.quantile($0)))
                }
        }
        let first = (rows.map(\.0) + ["MILLISECONDS"]).map(\.count).max() ?? 0
        let widths = titles.indices.map { column in
            cells.map { $0[column].count }.reduce(titles[column].count, max)
        }
        let lines = [("MILLISECONDS", titles)] + zip(rows.map(\.0), cells)
        return "\n"
            + lines.map { name, cells in
                zip(cells, widths).reduce(name.rightPadded(to: first)) { line, cell in
                    line + "  " + cell.0.leftPadded(to: cell.1)
                } + "\n"
            }.joined()
    }

    private struct Row {
        let name: String
        let count: Int
        var rate: Double?
        var remark = ""
    }

    private static func plural(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    /// A number as it was most likely written on the command line.
    private static func brief(_ value: Double) -> String {
        value == value.rounded() ? FixedPoint.text(value, places: 0) : "\(value)"
    }

    private static func milliseconds(_ microseconds: Double) -> String {
        FixedPoint.text(microseconds / 1000, places: 3)
    }

    private static func size(_ bytes: UInt64) -> String {
        switch bytes {
        case ..<1_000: "\(bytes) B"
        case ..<1_000_000: "\(FixedPoint.text(Double(bytes) / 1e3, places: 1)) kB"
        case ..<1_000_000_000: "\(FixedPoint.text(Double(bytes) / 1e6, places: 1)) MB"
        default: "\(FixedPoint.text(Double(bytes) / 1e9, places: 1)) GB"
        }
    }
}

extension LatencyHistogram {
    /// The quantiles that reports have, beside the largest.
    static let quantiles: [(title: String, key: String, share: Double)] = [
        ("p50", "p50", 0.5), ("p90", "p90", 0.9), ("p99", "p99", 0.99), ("p99.9", "p99_9", 0.999),
    ]
}
