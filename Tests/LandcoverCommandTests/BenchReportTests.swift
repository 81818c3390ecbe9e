import Client
import Foundation
import LandcoverCommand
import Testing
import Wire
import PlainText

@Suite struct `A bench report` {
    private let timing = Timing(
        queue: .milliseconds(3),
        decode: .milliseconds(2),
        compute: .milliseconds(4),
        encode: .milliseconds(1)
    )
    private let classify = Request.Method.classify(ClassifyRequest(image: [1]))
    private let busy = Status(.resourceExhausted, "come later", retryAfter: .seconds(1))

    @Test func `a call's parts add up to the whole`() throws {
        var measurements = Measurements(isOpenLoop: true)
        measurements.record(
            classify,
            startDelay: .milliseconds(5),
            latency: .milliseconds(20),
            outcome: .success(Response(status: .ok, timing: timing, result: nil))
        )
        let parts = measurements.stages.mapValues { $0.quantile(1) }
        #expect(
            parts == [
                .startDelay: 5000, .queue: 3000, .decode: 2000, .compute: 4000, .encode: 1000,
                .around: 5000,
            ]
        )
        #expect(measurements.whole.quantile(1) == 20_000)
    }

    @Test func `the whole is of calls that have their answer`() {
        var measurements = Measurements(isOpenLoop: false)
        func record(_ milliseconds: Int, _ outcome: Result<Response, ClientError>) {
            measurements.record(
                classify,
                startDelay: .zero,
                latency: .milliseconds(milliseconds),
                outcome: outcome
            )
        }
        record(10, .success(Response(status: .ok, timing: timing, result: nil)))
        record(1, .success(Response(busy)))
        record(9000, .failure(.deadlineExceeded(path: "/d", timeout: .seconds(9))))
        record(1, .failure(.cancelled))
        #expect(measurements.whole.count == 1)
        #expect(measurements.whole.quantile(1) == 10_000)
        #expect(measurements.ends.map(\.end.name) == ["OK", "RESOURCE_EXHAUSTED", "NO_ANSWER"])
        #expect(measurements.ends.map(\.count) == [1, 1, 1])
        #expect(measurements.calls(.refused) == 1)
        #expect(measurements.calls(.failed) == 1)
        #expect(measurements.withdrawn == 1)
        #expect(measurements.stages[.startDelay] == nil)
    }

    @Test func `health has no parts inside the daemon`() {
        var measurements = Measurements(isOpenLoop: false)
        measurements.record(
            .health(service: ""),
            startDelay: .zero,
            latency: .microseconds(91),
            outcome: .success(Response(.health(.serving)))
        )
        #expect(Set(measurements.stages.keys) == [.around])
    }

    @Test func `quantiles are those of the durations, to three digits`() {
        var histogram = LatencyHistogram()
        #expect(histogram.quantile(0.5) == 0 && histogram.mean == 0)
        for microseconds in 1...100_000 { histogram.record(.microseconds(microseconds)) }
        for (share, exact) in [(0.5, 50_000), (0.9, 90_000), (0.99, 99_000), (0.999, 99_900)] {
            #expect(abs(Double(histogram.quantile(share)) / Double(exact) - 1) < 0.001)
        }
        #expect(abs(Double(histogram.quantile(1)) / 100_000 - 1) < 0.001)
        #expect(histogram.mean == 50_000.5)
        histogram.record(.seconds(1_000_000))
        histogram.record(.seconds(-1))
        #expect(histogram.count == 100_002)
        #expect(abs(Double(histogram.quantile(1)) / 86_400e6 - 1) < 0.001)
    }

    @Test func `the table has ends, bytes and latencies in columns`() {
        let report = report(
            [(10, .ok), (30, .ok), (1, busy)],
            plan: LoadPlan(
                .closed(callers: 3),
                connections: 1,
                warmup: .seconds(1),
                duration: .seconds(4)
            ),
            traffic: Traffic(sent: 12_345, received: 999),
            reconnections: 2
        )
        #expect(
            report.table == """
                landcoverd 1.2, a\\x0Amodel
                classify: 3 callers over 1 connection, 4.0 s after 1 s of warm-up

                OK                  2       0.5/s
                RESOURCE_EXHAUSTED  1       0.3/s  come later
                reconnections       2
                bytes               12.3 kB sent, 999 B received, warm-up included

                MILLISECONDS  calls    mean     p50     p90     p99   p99.9     max
                whole call        2  20.000  10.007  30.000  30.000  30.000  30.000
                  queue           2   3.000   3.000   3.000   3.000   3.000   3.000
                  decode          2   2.000   2.000   2.000   2.000   2.000   2.000
                  compute         2   4.000   4.000   4.000   4.000   4.000   4.000
                  encode          2   1.000   1.000   1.000   1.000   1.000   1.000
                  around          2  10.000   0.000  20.000  20.000  20.000  20.000

                """
        )
        #expect(report.remarks.isEmpty)
    }

    @Test func `a run without answers has a table, too`() {
        let report = report([], plan: LoadPlan(.open(rate: 0.5, .poisson), connections: 2))
        #expect(
            report.table.contains("classify: 0.5 calls/s (poisson) over 2 connections, 0.0 s\n")
        )
        #expect(report.table.contains("OK     0       0.0/s\n"))
        #expect(report.perSecond(7) == 0)
        #expect(report.remarks == ["no call ended after the warm-up"])
    }

    @Test func `the JSON says what the table says, and can be read`() throws {
        let report = report(
            [(10, .ok), (30, .ok), (1, busy), (5, Status(.internal, "\"odd\""))],
            plan: LoadPlan(.open(rate: 20, .poisson), connections: 2, duration: .seconds(4)),
            traffic: Traffic(sent: 12_345, received: 999)
        )
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(report.json.text.utf8)) as? [String: Any]
        )
        let load = try #require(object["load"] as? [String: Any])
        #expect(load["loop"] as? String == "open")
        #expect(load["rate"] as? Double == 20)
        #expect(load["arrivals"] as? String == "poisson")
        #expect(load["requests"] is NSNull)
        let calls = try #require(object["calls"] as? [String: Any])
        #expect(calls["ok"] as? Int == 2)
        #expect(calls["refused"] as? Int == 1)
        #expect(calls["failed"] as? Int == 1)
        #expect(calls["ok_per_second"] as? Double == 0.5)
        let ends = try #require(object["ends"] as? [[String: Any]])
        #expect(ends.map { $0["end"] as? String } == ["OK", "RESOURCE_EXHAUSTED", "INTERNAL"])
        #expect(ends.map { $0["verdict"] as? String } == ["ok", "refused", "failed"])
        #expect(ends[2]["example"] as? String == "\"odd\"")
        let latency = try #require(object["latency_microseconds"] as? [String: [String: Any]])
        #expect(
            Set(latency.keys) == [
                "whole", "start_delay", "queue", "decode", "compute", "encode", "around",
            ]
        )
        #expect(
            Set(try #require(latency["whole"]).keys) == [
                "count", "mean", "p50", "p90", "p99", "p99_9", "max",
            ]
        )
        #expect(latency["queue"]?["p99_9"] as? Int == 3000)
        #expect(object["bytes_sent"] as? Int == 12_345)
        #expect(object["kept_up"] as? Bool == true)
        #expect(object["ending"] as? String == "finished")
        #expect(object["exit_status"] as? Int == 70)
    }

    @Test func `refusals are no failure unless there is nothing else`() {
        #expect(report([(1, .ok)]).exitStatus == 0)
        #expect(report([(1, .ok), (1, busy)]).exitStatus == 0)
        #expect(report([(1, busy)]).exitStatus == 75)
        #expect(report([]).exitStatus == 75)
        // A limit that stays is no refusal for now.
        #expect(report([(1, .ok), (1, Status(.resourceExhausted))]).exitStatus == 65)
    }

    @Test func `the gravest failure decides how the run ends`() {
        let late = Status(.deadlineExceeded)
        #expect(report([(1, .ok), (1, late)]).exitStatus == 75)
        #expect(report([(1, late), (1, Status(.invalidArgument))]).exitStatus == 65)
        #expect(report([(1, late), (1, Status(.unavailable))]).exitStatus == 69)
        #expect(report([(1, Status(.unavailable)), (1, Status(.internal))]).exitStatus == 70)
    }

    @Test func `a signal and a daemon that is gone decide before anything else`() {
        let plan = LoadPlan(.closed(callers: 1), patience: .seconds(3))
        let interrupted = report([(1, Status(.internal))], plan: plan) { $0.interrupt(signal: 15) }
        #expect(interrupted.exitStatus == 143)
        #expect(interrupted.remarks == ["interrupted; the figures are of the time until then"])
        let gone = report([(1, .ok)], plan: plan) { account in
            for time in [0, 3] {
                guard case .start(let ticket) = account.admit(at: .zero) else { return }
                account.settle(
                    ticket,
                    .status,
                    intended: .zero,
                    began: .zero,
                    ended: .seconds(time),
                    outcome: .failure(.noDaemon([]))
                )
            }
        }
        #expect(gone.exitStatus == 69)
        #expect(gone.remarks == ["no daemon answered for 3.0 s, so the run was given up"])
    }

    @Test func `a client that starts its calls late says so`() {
        let plan = LoadPlan(.open(rate: 1, .constant))
        let late = report([(30, .ok)], plan: plan, startDelay: .milliseconds(25))
        #expect(late.keptUp == false)
        #expect(
            late.remarks.contains { $0.contains("could not keep up") && $0.contains("25.0 ms") }
        )
        #expect(report([(30, .ok)], plan: plan).keptUp == true)
        #expect(report([(30, .ok)]).keptUp == nil)
    }

    @Test func `the line on a terminal tells time, rate and what goes wrong`() {
        let account = report(
            [(10, .ok), (10, .ok), (1, busy), (1, Status(.internal))],
            plan: LoadPlan(.closed(callers: 1), warmup: .seconds(1), duration: .seconds(10))
        ).account
        let line = LoadProgress(of: account, at: .seconds(3)).line(columns: 80)
        #expect(line == "3.0/11.0 s  1.0/s  p99 10.0 ms  1 refused  1 failed")
        #expect(LoadProgress(of: account, at: .seconds(3)).line(columns: 7) == "3.0/11.")
        #expect(
            LoadProgress(of: account, at: .milliseconds(900)).line(columns: 80)
                == "0.9/11.0 s  warming up"
        )
    }

    /// A report on calls that began after the warm-up, each with its milliseconds and status.
    private func report(
        _ calls: [(Int, Status)],
        plan: LoadPlan = LoadPlan(.closed(callers: 1), duration: .seconds(4)),
        startDelay: Duration = .zero,
        traffic: Traffic = Traffic(),
        reconnections: Int = 0,
        then change: (inout LoadAccount) -> Void = { _ in }
    ) -> BenchReport {
        var account = LoadAccount(plan: plan)
        for (milliseconds, status) in calls {
            guard case .start(let ticket) = account.admit(at: plan.warmup) else { continue }
            account.settle(
                ticket,
                classify,
                intended: plan.warmup,
                began: plan.warmup + startDelay,
                ended: plan.warmup + .milliseconds(milliseconds),
                outcome: .success(Response(status: status, timing: timing, result: nil))
            )
        }
        change(&account)
        return BenchReport(
            setting: BenchReport.Setting(
                plan: plan,
                images: 1,
                seed: 1,
                timeout: .seconds(30),
                retries: 0,
                daemonVersion: "1.2",
                model: "a\nmodel"
            ),
            account: account,
            time: account.measuredTime(at: plan.warmup + .seconds(4)),
            traffic: traffic,
            reconnections: reconnections
        )
    }
}
