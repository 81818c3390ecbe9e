import ArgumentParser
import Client
import Wire
import PlainText

/// `landcover bench`: puts a load on the daemon and measures how it bears it.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Put a load on the daemon, and measure how it bears it.",
        discussion: """
            With --concurrency (the default) so many callers call again as soon as they have their \
            answer: how much the daemon can do. With --rate calls start by the clock, whatever \
            becomes of those before, and their latency counts from when they were meant to start, \
            waiting included: what callers see at that load. Calls open at the end are waited for.

            Latencies are of calls that have their answer, split as the daemon tells it; `around` \
            is the rest (sockets, protocol, this client). A mixed load is of 70 % classify, 20 % \
            gradcam in changing styles, 5 % health and 5 % status.

            The exit status is 0 if calls were answered and none failed; a busy daemon's \
            RESOURCE_EXHAUSTED with a time to come back is no failure, unless there is nothing \
            else (75). Otherwise it tells the gravest failure: 70 a fault inside, 76 another \
            protocol, 69 lost connections, or no daemon for --give-up seconds, 65 a bad image, \
            75 too slow. After Ctrl-C the results so far are printed, and it is 130.

              landcover bench
              landcover bench --concurrency 32 --duration 60 --method mixed
              landcover bench --rate 50 --arrivals poisson --images tiles/ --json
            """
    )

    // A daemon takes no more than 512.
    private static let mostConnections = 256
    private static let openLoopConnections = 16
    private static let syntheticImages = 16
    // In memory they are for the whole run.
    private static let mostImageBytes = 1 << 30

    @Option(
        help: ArgumentHelp(
            "Callers, each with one call open (default: 8).",
            valueName: "callers"
        )
    )
    var concurrency: Int?

    @Option(help: ArgumentHelp("Calls that start each second instead.", valueName: "calls"))
    var rate: Double?

    @Option(help: "How they follow one another.")
    var arrivals: Arrivals?

    @Option(
        help: ArgumentHelp(
            "Connections that share the load.",
            discussion: """
                By default one a caller, at most \(Self.mostConnections); \
                \(Self.openLoopConnections) with --rate.
                """,
            valueName: "count"
        )
    )
    var connections: Int?

    @Option(
        help: ArgumentHelp(
            "Measure for so long (default: 10, or without end with --requests).",
            valueName: "seconds"
        )
    )
    var duration: Double?

    @Option(help: ArgumentHelp("Measure so many calls.", valueName: "count"))
    var requests: Int?

    @Option(help: ArgumentHelp("Call so long before that without measuring.", valueName: "seconds"))
    var warmup = 1.0

    @Option(help: "What to ask.")
    var method = LoadMethod.classify

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "JPEG or PNG files, or folders of them, to send in turn; synthetic ones otherwise.",
            valueName: "path"
        ),
        completion: .file(extensions: ["jpg", "jpeg", "png"])
    )
    var images: [String] = []

    @Option(help: "What chance begins with: arrivals, mix and synthetic images.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "End the run when no daemon can be reached for so long.",
            valueName: "seconds"
        )
    )
    var giveUp = 5.0

    @Flag(help: "One JSON object.") var json = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard concurrency == nil || rate == nil else {
            throw ValidationError("--concurrency and --rate exclude each other.")
        }
        guard 1...LoadPlan.mostOpenCalls ~= concurrency ?? 1 else {
            throw ValidationError(
                "--concurrency is \(concurrency ?? 0); give 1 to \(LoadPlan.mostOpenCalls)."
            )
        }
        guard rate.map({ $0 > 0 && $0 <= 1e6 }) ?? true else {
            throw ValidationError("--rate is \(rate ?? 0); give more than 0, to 1000000.")
        }
        guard arrivals == nil || rate != nil else {
            throw ValidationError("--arrivals goes with --rate.")
        }
        guard 1...4096 ~= connections ?? 1 else {
            throw ValidationError("--connections is \(connections ?? 0); give 1 to 4096.")
        }
        guard requests ?? 1 > 0 else {
            throw ValidationError("--requests is \(requests ?? 0); give at least 1.")
        }
        guard images.isEmpty || method != .health else {
            throw ValidationError("--method health sends no --images.")
        }
        try check("--duration", duration ?? 1, isAtLeast: 0.001)
        try check("--warmup", warmup, isAtLeast: 0)
        try check("--give-up", giveUp, isAtLeast: 0)
    }

    func run() async throws {
        let images = try files()
        let plan = plan
        let generator = LoadGenerator(
            plan: plan,
            mix: CallMix(method, images: images, seed: seed),
            timeout: connection.limit,
            seed: seed
        )
        let policy = connection.policy(usually: .never)
        let report = try await Session.open(
            to: connection.socketPath,
            retrying: policy,
            count: plan.connections
        ) { sessions in
            let facts = try await Daemon(session: sessions[0], timeout: connection.limit).report()
            let outcome = await generator.run(over: sessions, progress: Terminal.forProgress)
            return BenchReport(
                setting: BenchReport.Setting(
                    plan: plan,
                    images: images.count,
                    seed: seed,
                    timeout: connection.limit,
                    retries: policy.retries,
                    daemonVersion: facts.daemon.version,
                    model: facts.model.name
                ),
                account: outcome.account,
                time: outcome.time,
                traffic: outcome.traffic,
                reconnections: await sessions.sum { await $0.reconnections },
                retries: await sessions.sum { await $0.retries }
            )
        }
        try OutputStream.standard.write(json ? report.json.text + "\n" : report.table)
        for remark in report.remarks { Diagnostics.say(remark) }
        if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
    }

    private var plan: LoadPlan {
        let callers = concurrency ?? 8
        let usual = rate == nil ? min(callers, Self.mostConnections) : Self.openLoopConnections
        return LoadPlan(
            rate.map { .open(rate: $0, arrivals ?? .constant) } ?? .closed(callers: callers),
            method: method,
            connections: connections ?? usual,
            warmup: .seconds(warmup),
            duration: duration.map { .seconds($0) } ?? (requests == nil ? .seconds(10) : nil),
            requests: requests,
            patience: .seconds(giveUp)
        )
    }

    private func check(_ option: String, _ seconds: Double, isAtLeast least: Double) throws {
        guard seconds.isFinite, seconds >= least, seconds <= 1e7 else {
            throw ValidationError("\(option) is \(seconds); give seconds, at least \(least).")
        }
    }

    private func files() throws -> [[UInt8]] {
        guard method != .health else { return [] }
        guard !images.isEmpty else {
            return try SyntheticPatch.files(Self.syntheticImages, seed: seed)
        }
        var files: [[UInt8]] = []
        var bytes = 0
        for source in ImageSource.expand(images) {
            do throws(CommandFailure) {
                files.append(try source.read())
            } catch {
                throw CommandFailure(error.status, "\(source.name): \(error)")
            }
            bytes += files.last?.count ?? 0
            guard bytes <= Self.mostImageBytes else {
                throw CommandFailure(
                    .usage,
                    "--images are longer than \(Self.mostImageBytes) bytes together; name fewer"
                )
            }
        }
        return files
    }
}

extension Daemon {
    /// What the daemon is.
    fileprivate func report() async throws -> StatusReport {
        let (result, _) = try await ask(.status)
        guard case .report(let report) = result else { throw unexpected }
        return report
    }
}

extension [Session] {
    fileprivate func sum(_ count: (Session) async -> Int) async -> Int {
        var sum = 0
        for session in self { sum += await count(session) }
        return sum
    }
}

extension LoadMethod: ExpressibleByArgument {}
extension Arrivals: ExpressibleByArgument {}
