import PlainText

/// How far a load is, for the line on a terminal.
package struct LoadProgress: Hashable, Sendable {
    private let position: String
    private let findings: [String]

    /// Reads an account at a time since the beginning of the run.
    package init(of account: LoadAccount, at elapsed: Duration) {
        let plan = account.plan
        let measurements = account.measurements
        let time = account.plan.duration.map { "/\(Self.seconds(plan.warmup + $0))" } ?? ""
        position = "\(Self.seconds(elapsed))\(time) s"
        guard elapsed >= plan.warmup else {
            findings = ["warming up"]
            return
        }
        let answered = measurements.calls(.answered)
        let rate = Double(answered) / max((elapsed - plan.warmup) / .seconds(1), 0.001)
        var findings = plan.requests.map { ["\(answered)/\($0)"] } ?? []
        findings.append("\(FixedPoint.text(rate, places: 1))/s")
        if answered > 0 {
            let tail = Double(measurements.whole.quantile(0.99)) / 1000
            findings.append("p99 \(FixedPoint.text(tail, places: 1)) ms")
        }
        let (refused, failed) = (measurements.calls(.refused), measurements.calls(.failed))
        if refused > 0 { findings.append("\(refused) refused") }
        if failed > 0 { findings.append("\(failed) failed") }
        self.findings = findings
    }

    /// Such as `3.2/11.0 s  421.3/s  p99 23.1 ms`, cut to the terminal's width.
    package func line(columns: Int) -> String {
        String(([position] + findings).joined(separator: "  ").prefix(max(columns, 0)))
    }

    private static func seconds(_ duration: Duration) -> String {
        FixedPoint.text(duration / .seconds(1), places: 1)
    }
}
