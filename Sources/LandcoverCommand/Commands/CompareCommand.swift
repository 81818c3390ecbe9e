import ArgumentParser
import Client
import Evaluation
import FoundationEssentials
import Glibc
import Landcover
import PlainText
import Wire

/// `landcover compare`: sets the daemon's answers beside another model's.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Set the daemon's answer beside GPT-4o's.",
        discussion: """
            landcoverd classifies an image and has landcover-opinion ask a vision-language model \
            at the same time. One image gives two columns; several give a line each, and at the \
            end how often both agree and, where folders are called as classes, how often each is \
            right. Neither is the truth. Images leave this machine, and each answer costs money: \
            --dry-run says what would be sent and what it would cost.

              landcover compare field.jpg
              landcover compare --dry-run EuroSAT_RGB --limit 200
              landcover compare EuroSAT_RGB --limit 200 --max-cost 0.50 --resume results.jsonl
            """
    )

    @Argument(
        help: "JPEG or PNG files; folders, which are searched for them; - is standard input.",
        completion: .file(extensions: ["jpg", "jpeg", "png"])
    )
    var images: [String]

    @Option(
        help: ArgumentHelp("Compare so many images, spread evenly over all.", valueName: "count")
    )
    var limit: Int?

    @Option(
        help: ArgumentHelp("Begin nothing that may bring the cost above this.", valueName: "USD")
    )
    var maxCost: Double?

    @Option(help: ArgumentHelp("Images under way at once.", valueName: "count"))
    var concurrency = 4

    @Option(
        help: ArgumentHelp(
            "Keep results in this file, a line each, and leave out the images it has already.",
            valueName: "file"
        ),
        completion: .file(extensions: ["jsonl"])
    )
    var resume: String?

    @Option(
        help: ArgumentHelp("Write a page with every disagreement.", valueName: "file"),
        completion: .file(extensions: ["html"])
    )
    var html: String?

    @Flag(help: "Say what would be sent, without the image's bytes, and what it would cost.")
    var dryRun = false

    @Flag(help: "One JSON object a line.") var json = false

    @Option(
        help: ArgumentHelp(
            "The socket of landcover-opinion, for --dry-run and --max-cost.",
            discussion: "Otherwise $LANDCOVER_OPINION_SOCKET, or the usual places.",
            valueName: "path"
        ),
        completion: .file()
    )
    var opinionSocket: String?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard limit ?? 1 > 0 else {
            throw ValidationError("--limit is \(limit ?? 0); give 1 or more.")
        }
        guard 1...64 ~= concurrency else {
            throw ValidationError("--concurrency is \(concurrency); give 1 to 64.")
        }
        guard maxCost.map({ $0.isFinite && 0...1_000_000 ~= $0 }) ?? true else {
            throw ValidationError("--max-cost is \(maxCost ?? 0); give US dollars, 0 or more.")
        }
        guard images.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("Standard input (-) can be read only once.")
        }
    }

    func run() async throws {
        let all = ImageSource.expand(images)
        let chosen = Self.spread(all, limit: limit)
        if dryRun { return try await describe(chosen) }
        let isSingle = all.count == 1 && images.count == 1 && all[0].name == images[0]
        if isSingle, resume == nil, html == nil {
            return try await compareOne(chosen[0])
        }
        try await compare(chosen)
    }

    /// So many of the sources as `limit` says, spread evenly over all of them.
    static func spread(_ sources: [ImageSource], limit: Int?) -> [ImageSource] {
        guard let limit, limit < sources.count else { return sources }
        return (0..<limit).map { sources[$0 * sources.count / limit] }
    }

    // MARK: One image

    private func compareOne(_ source: ImageSource) async throws {
        let image: [UInt8]
        do throws(CommandFailure) {
            image = try source.read()
        } catch {
            throw CommandFailure(error.status, "\(source.name): \(error)")
        }
        try await withBudget(for: [source]) { budget in
            try await connection.withDaemon { daemon in
                guard budget.begin() else { throw tooDear }
                let answer: (result: Response.Result, timing: Timing)
                do {
                    answer = try await daemon.ask(.compare(ClassifyRequest(image: image, topK: 1)))
                } catch let failure as CommandFailure {
                    throw CommandFailure(failure.status, "\(source.name): \(failure)")
                }
                guard case .comparison(let comparison) = answer.result else {
                    throw daemon.unexpected
                }
                for warning in comparison.classification.image.warnings {
                    Diagnostics.say("\(source.name): warning: \(warning)")
                }
                let text =
                    json
                    ? try ComparisonRecord(
                        file: source.name,
                        label: nil,
                        comparison,
                        timing: answer.timing
                    ).line
                    : ComparisonCard.text(source.name, comparison, timing: answer.timing)
                try OutputStream.standard.write(text)
            }
        }
    }

    private var tooDear: CommandFailure {
        CommandFailure(.usage, "one image may cost more than --max-cost; raise it")
    }

    // MARK: Several images

    private func compare(_ chosen: [ImageSource]) async throws {
        if let html { try OutputStream.create(html).write("") }
        let log = try resume.map { path throws(CommandFailure) in
            try ComparisonLog(resuming: path)
        }
        let known = log?.records ?? []
        let done = Set(known.filter(\.isFinal).map(\.file))
        let left = chosen.filter { !done.contains($0.name) }
        if !done.isEmpty {
            Diagnostics.say("\(chosen.count - left.count) images are in \(resume ?? "") already")
        }
        let names = Set(left.map(\.name))
        var run = ComparisonRun(
            of: left.map(\.name),
            knowing: known.filter { !names.contains($0.file) },
            log: log,
            isJSON: json,
            progress: left.count >= 2 ? Terminal.forProgress : nil
        )
        var failure: (any Error)?
        var classNames: [String] = []
        try await connection.withDaemon { daemon in
            classNames = try await Self.classes(of: daemon)
            let labels = Set(classNames)
            if !left.isEmpty {
                do {
                    try await withBudget(for: left) { budget in
                        try run.begin()
                        try await inOrder(left, window: concurrency) { source in
                            await attempt(source, by: daemon, labels, budget)
                        } emit: { attempt in
                            try run.take(attempt)
                        }
                    }
                } catch {
                    failure = error
                }
                run.finish()
            }
            let summary = ComparisonSummary(run.records, classNames: classNames)
            if !(failure is ReaderGone), !json {
                try OutputStream.standard.write(summary.text)
            }
            if let html, !(failure is ReaderGone) {
                let page = ComparisonHTML(summary, limit: ComparisonHTML.usualLimit)
                try OutputStream.create(html).write(await page.text(asking: daemon))
            }
            if let failure { throw failure }
            try report(summary, notAfforded: run.notAfforded)
        }
    }

    private func attempt(
        _ source: ImageSource,
        by daemon: Daemon,
        _ labels: Set<String>,
        _ budget: Budget
    ) async -> ComparisonAttempt {
        let label = Self.label(of: source.name, among: labels)
        let failure: CommandFailure
        do {
            let image = try source.read()
            guard budget.begin() else { return .notAfforded }
            var cost: UInt64?
            defer { budget.end(cost) }
            let request = ClassifyRequest(image: image, topK: 1)
            let (result, timing) = try await daemon.ask(.compare(request))
            guard case .comparison(let comparison) = result else { throw daemon.unexpected }
            if case .opinion(let opinion) = comparison.second, !opinion.isCached {
                cost = opinion.nanodollars
            }
            return .done(
                ComparisonRecord(file: source.name, label: label, comparison, timing: timing)
            )
        } catch let error as ClientError {
            guard case .deadlineExceeded = error else { return .lost(error) }
            failure = CommandFailure(Sysexit(error), "\(error)")
        } catch let error as CommandFailure {
            failure = error
        } catch {
            return .lost(.cancelled)
        }
        return .done(ComparisonRecord(file: source.name, label: label, failure: failure))
    }

    private func report(_ summary: ComparisonSummary, notAfforded: Int) throws {
        var words = ["\(summary.agreement.total) compared"]
        if !summary.unavailable.isEmpty {
            words.append("\(summary.unavailable.count) without a second opinion")
        }
        if !summary.failed.isEmpty { words.append("\(summary.failed.count) failed") }
        if notAfforded > 0 { words.append("\(notAfforded) not begun for --max-cost") }
        Diagnostics.say(words.joined(separator: ", "))
        if !summary.failed.isEmpty { throw ExitCode(Sysexit.dataError.rawValue) }
        if !summary.unavailable.isEmpty { throw ExitCode(Sysexit.unavailable.rawValue) }
    }

    /// The folder that an image lies in, if that is called as a class.
    static func label(of path: String, among classNames: Set<String>) -> String? {
        let parts = path.split(separator: "/")
        guard parts.count > 1 else { return nil }
        let folder = String(parts[parts.count - 2])
        return classNames.contains(folder) ? folder : nil
    }

    private static func classes(of daemon: Daemon) async throws -> [String] {
        guard case .report(let report) = try await daemon.ask(.status).result else {
            throw daemon.unexpected
        }
        return report.model.classes
    }

    // MARK: Cost

    /// Runs `body` with the money that there is.
    private func withBudget(
        for sources: [ImageSource],
        _ body: (Budget) async throws -> Void
    ) async throws {
        guard let maxCost else { return try await body(Budget(limit: nil, estimate: 0)) }
        let plan = try await plan(for: sources)
        guard let estimate = plan.nanodollars else {
            throw CommandFailure(
                .usage,
                "no price is known for \(plan.model), so --max-cost cannot be kept; give "
                    + "landcover-opinion a table of prices with it"
            )
        }
        try await body(Budget(limit: UInt64(maxCost * 1e9), estimate: estimate))
    }

    private func describe(_ sources: [ImageSource]) async throws {
        let plan = try await plan(for: sources)
        var text = "POST \(plan.url)\n\(plan.body)\n\n"
        text += "an image    \(plan.tokens.prompt) tokens in, at most \(plan.tokens.completion) out"
        if let highest = plan.nanodollars {
            let usual = plan.usualNanodollars ?? highest
            text += ", \(Self.money(usual, highest))\n"
            let count = UInt64(sources.count)
            text += "\(sources.count) images".rightPadded(to: 12)
            text += "\(Self.money(usual * count, highest * count))\n"
        } else {
            text += "; no price is known for \(plan.model)\n"
        }
        if let obstacle = plan.obstacle { text += "but now     \(obstacle)\n" }
        try OutputStream.standard.write(text)
    }

    /// Such as `about $0.00118, at most $0.01201`.
    private static func money(_ usual: UInt64, _ highest: UInt64) -> String {
        let (usual, highest) = (Double(usual) / 1e9, Double(highest) / 1e9)
        return
            "about \(ComparisonSummary.money(usual)), at most \(ComparisonSummary.money(highest))"
    }

    /// What the first image that can be read would take.
    private func plan(for sources: [ImageSource]) async throws -> OpinionPlan {
        let path = SocketPath(
            of: .opinion,
            explicit: opinionSocket,
            environment: ProcessInfo.processInfo.environment
        )
        do {
            return try await plan(for: sources, at: path)
        } catch let error as ClientError {
            guard case .noDaemon(let attempts) = error, error.code == .unavailable else {
                throw error
            }
            let places = attempts.map(\.path).joined(separator: " or ")
            throw CommandFailure(
                Sysexit(error),
                "no landcover-opinion answers at \(places); start it, or name its socket with "
                    + "--opinion-socket"
            )
        }
    }

    private func plan(
        for sources: [ImageSource],
        at path: SocketPath
    ) async throws -> OpinionPlan {
        var failure = CommandFailure(.noInput, "there is no image to compare")
        let policy = connection.policy(usually: .patient)
        return try await Session.open(to: path, retrying: policy) { sessions in
            let opinion = Daemon(session: sessions[0], timeout: connection.limit)
            for source in sources {
                do {
                    let answer = try await opinion.ask(.plan(image: try source.read())).result
                    guard case .plan(let plan) = answer else { throw opinion.unexpected }
                    return plan
                } catch let error as CommandFailure {
                    failure = CommandFailure(error.status, "\(source.name): \(error)")
                }
            }
            throw failure
        }
    }
}
