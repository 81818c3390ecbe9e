import Client
package import PlainText

extension BenchReport {
    /// The report as one object; absent limits and what does not apply are null.
    package var json: JSONValue {
        let measurements = account.measurements
        let answered = measurements.calls(.answered)
        return .object([
            .init("load", load),
            .init(
                "daemon",
                .object([
                    .init("version", .string(setting.daemonVersion)),
                    .init("model", .string(setting.model)),
                ])
            ),
            .init("ending", .string(account.ending.name)),
            .init("kept_up", keptUp.map(JSONValue.boolean) ?? .null),
            .init("measured_seconds", .seconds(time)),
            .init(
                "calls",
                .object([
                    .init("ok", .count(answered)),
                    .init("refused", .count(measurements.calls(.refused))),
                    .init("failed", .count(measurements.calls(.failed))),
                    .init("withdrawn", .count(measurements.withdrawn)),
                    .init("ok_per_second", .number(perSecond(answered))),
                ])
            ),
            .init("ends", .array(measurements.ends.map(\.json))),
            .init("retries", .count(retries)),
            .init("reconnections", .count(reconnections)),
            .init("bytes_sent", .integer(Int(clamping: traffic.sent))),
            .init("bytes_received", .integer(Int(clamping: traffic.received))),
            .init("latency_microseconds", latencies),
            .init(
                "latency_by_method_microseconds",
                .object(measurements.methods.map { .init($0.name, $0.latency.json) })
            ),
            .init("exit_status", .integer(Int(exitStatus))),
        ])
    }

    private var load: JSONValue {
        let plan = setting.plan
        let loop: [JSONValue.Field] =
            switch plan.loop {
            case .closed(let callers):
                [.init("loop", .string("closed")), .init("concurrency", .count(callers))]
            case .open(let rate, let arrivals):
                [
                    .init("loop", .string("open")), .init("rate", .number(rate)),
                    .init("arrivals", .string(arrivals.rawValue)),
                ]
            }
        return .object(
            loop + [
                .init("method", .string(plan.method.rawValue)),
                .init("connections", .count(plan.connections)),
                .init("images", .count(setting.images)),
                .init("warmup_seconds", .seconds(plan.warmup)),
                .init("duration_seconds", plan.duration.map(JSONValue.seconds) ?? .null),
                .init("requests", plan.requests.map(JSONValue.count) ?? .null),
                .init("timeout_seconds", setting.timeout.map(JSONValue.seconds) ?? .null),
                .init("retries", .count(setting.retries)),
                .init("seed", .integer(Int(clamping: setting.seed))),
            ]
        )
    }

    private var latencies: JSONValue {
        let measurements = account.measurements
        let stages = Measurements.Stage.allCases.compactMap { stage in
            measurements.stages[stage].map { histogram in
                JSONValue.Field(
                    stage.rawValue.split(separator: " ").joined(separator: "_"),
                    histogram.json
                )
            }
        }
        return .object([.init("whole", measurements.whole.json)] + stages)
    }
}

extension LoadAccount.Ending {
    fileprivate var name: String {
        switch self {
        case .finished: "finished"
        case .interrupted: "interrupted"
        case .daemonGone: "daemon_gone"
        }
    }
}

extension Measurements.Count {
    fileprivate var json: JSONValue {
        .object([
            .init("end", .string(end.name)),
            .init("verdict", .string(end.verdict.name)),
            .init("count", .count(count)),
            .init("example", .string(example)),
        ])
    }
}

extension CallEnd.Verdict {
    fileprivate var name: String {
        switch self {
        case .answered: "ok"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}

extension LatencyHistogram {
    fileprivate var json: JSONValue {
        .object(
            [.init("count", .count(count)), .init("mean", .number(mean))]
                + Self.quantiles.map { .init($0.key, .integer(quantile($0.share))) }
                + [.init("max", .integer(quantile(1)))]
        )
    }
}

extension JSONValue {
    fileprivate static func count(_ count: Int) -> JSONValue { .integer(count) }

    fileprivate static func seconds(_ duration: Duration) -> JSONValue {
        .number(duration / .seconds(1))
    }
}
