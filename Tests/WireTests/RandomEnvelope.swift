import Landcover
import Wire
import Randomness

/// Makes envelopes of every kind with values of all sizes, edges included.
struct RandomEnvelope {
    /// The kinds that ``envelope(_:)`` makes.
    enum Kind: CaseIterable {
        case classify, explain, compare, health, status, describe, reload, metrics, opinion, plan
        case unknownMethod
        case classification, explanations, comparison, serving, report, description, reloaded
        case measured, meant, planned, failure
        case cancel, goAway
    }

    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func envelope(_ kind: Kind) -> Envelope {
        let body: Envelope.Body =
            switch kind {
            case .classify: request(.classify(ClassifyRequest(image: image(), topK: number())))
            case .explain:
                request(.explain(ExplainRequest(image: image(), target: target(), style: style())))
            case .compare: request(.compare(ClassifyRequest(image: image(), topK: number())))
            case .health: request(.health(service: text(Limits.nameBytes)))
            case .status: request(.status)
            case .describe: request(.describe)
            case .reload:
                request(
                    .reload(ReloadRequest(modelPath: path(), isInBackground: pick([true, false])))
                )
            case .metrics: request(.metrics)
            case .opinion: request(.opinion(image: image()))
            case .plan: request(.plan(image: image()))
            case .unknownMethod: request(.unknown)
            case .classification: response(.classification(classification()))
            case .explanations:
                response(.explanations(many(atLeast: 1) { $0.explanation() }, image: summary()))
            case .comparison: response(.comparison(comparison()))
            case .serving: response(.health(pick(ServingStatus.allCases)))
            case .report: response(.report(StatusReport(model: model(), daemon: daemon())))
            case .description: response(.description(fileDescriptorSet: bytes()))
            case .reloaded: response(.reloaded(model()))
            case .measured: response(.metrics(text()))
            case .meant: response(.opinion(opinion()))
            case .planned: response(.plan(plan()))
            case .failure: .response(Response(status(), timing: timing()))
            case .cancel: .cancel
            case .goAway: .goAway(GoAway(lastCallID: UInt32(number()), status: status()))
            }
        return Envelope(callID: UInt32(max(1, number())), body: body)
    }

    private mutating func pick<T>(_ choices: [T]) -> T {
        choices[Int.random(in: choices.indices, using: &generator)]
    }

    private mutating func many<T>(
        atLeast least: Int = 0,
        _ make: (inout RandomEnvelope) -> T
    ) -> [T] {
        (0..<Int.random(in: least...(least + 12), using: &generator)).map { _ in make(&self) }
    }

    // Any that fits an unsigned 32-bit field, small and extreme ones often.
    private mutating func number() -> Int {
        let width = Int.random(in: 0...32, using: &generator)
        return pick([0, 1, Int(UInt32.max), Int(UInt32.max >> width)])
    }

    private mutating func wide() -> UInt64 {
        pick([0, 1, .max, generator.next(), generator.next() >> 40])
    }

    private mutating func float() -> Float {
        pick([0, 1, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, share() * 20 - 10])
    }

    private mutating func share() -> Float {
        pick([0, 1, Float.random(in: 0...1, using: &generator)])
    }

    private mutating func bytes() -> [UInt8] {
        let count = pick([0, 1, 127, 128, 3000])
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private mutating func image() -> [UInt8] { bytes() + [0] }

    private mutating func text(_ limit: Int = 400) -> String {
        let text = pick(["", "SeaLake", "Gewässer", "森", "🛰", String(repeating: "x", count: 300)])
        return text.utf8.count <= limit ? text : "y"
    }

    private mutating func path() -> String? {
        pick([nil, "/m", "/" + text(Limits.pathBytes - 1)])
    }

    private mutating func wait() -> Duration? {
        pick([nil, .microseconds(1), .seconds(30), Limits.wait])
    }

    private mutating func duration() -> Duration {
        pick([.zero, .microseconds(1), .milliseconds(22), .seconds(1 << 40)])
    }

    private mutating func request(_ method: Request.Method) -> Envelope.Body {
        .request(Request(id: text(Limits.requestIDBytes), timeout: wait(), method: method))
    }

    private mutating func response(_ result: Response.Result) -> Envelope.Body {
        .response(Response(result, timing: timing()))
    }

    private mutating func status() -> Status {
        Status(pick(StatusCode.allCases), text(), retryAfter: wait())
    }

    private mutating func timing() -> Timing {
        Timing(queue: duration(), decode: duration(), compute: duration(), encode: duration())
    }

    private mutating func target() -> ExplanationTarget {
        pick([.predicted, .every, .named(text(Limits.nameBytes))])
    }

    private mutating func style() -> HeatmapStyle {
        HeatmapStyle(
            layout: pick(HeatmapStyle.Layout.allCases),
            colorMap: pick(ColorMap.allCases),
            opacity: share(),
            minimumSide: min(number(), Limits.pictureSide)
        )
    }

    private mutating func prediction() -> Prediction {
        Prediction(className: text(), classIndex: number(), probability: share(), logit: float())
    }

    private mutating func summary() -> ImageSummary {
        ImageSummary(width: number(), height: number(), warnings: many { $0.text() })
    }

    private mutating func classification() -> Classification {
        Classification(predictions: many(atLeast: 1) { $0.prediction() }, image: summary())
    }

    private mutating func comparison() -> Comparison {
        Comparison(
            classification: classification(),
            second: pick([.opinion(opinion()), .unavailable(status())]),
            secondTime: duration()
        )
    }

    private mutating func opinion() -> OpinionReport {
        var opinion = OpinionReport(
            className: text(),
            confidence: share(),
            reason: text(),
            model: text()
        )
        opinion.tokenProbabilities = many {
            OpinionReport.TokenProbability(className: $0.text(), probability: $0.share())
        }
        opinion.promptVersion = text()
        opinion.tokens = tokens()
        opinion.nanodollars = pick([nil, wide()])
        opinion.isCached = pick([true, false])
        opinion.apiRequestID = text()
        opinion.attempts = number()
        return opinion
    }

    private mutating func plan() -> OpinionPlan {
        var plan = OpinionPlan(url: text(), model: text(), body: text(), tokens: tokens())
        plan.nanodollars = pick([nil, wide()])
        plan.usualNanodollars = pick([nil, wide()])
        plan.obstacle = pick([nil, "x" + text()])
        return plan
    }

    private mutating func tokens() -> OpinionReport.Tokens {
        OpinionReport.Tokens(prompt: number(), cachedPrompt: number(), completion: number())
    }

    private mutating func explanation() -> Explanation {
        let (rows, columns) = (pick([1, 2, 7]), pick([1, 7, 8]))
        let evidence = (0..<rows * columns).map { _ in share() - 0.5 }
        return Explanation(
            prediction: prediction(),
            heatmap: Heatmap(evidence: evidence, rows: rows, columns: columns),
            png: bytes()
        )
    }

    private mutating func model() -> ModelReport {
        var report = ModelReport(
            name: text(),
            path: text(),
            classes: many { $0.text() },
            inputSide: number(),
            precision: text(),
            temperature: float(),
            metadata: many { ModelReport.Entry(key: $0.text(), value: $0.text()) }
        )
        report.generation = wide()
        report.loaded = duration()
        report.fileBytes = wide()
        return report
    }

    private mutating func daemon() -> DaemonReport {
        var report = DaemonReport(version: text(), processID: number(), uptime: duration())
        report.counters = many {
            DaemonReport.Counter(
                method: $0.text(),
                code: $0.pick(StatusCode.allCases),
                count: $0.wide()
            )
        }
        report.queueDepth = number()
        report.queueCapacity = number()
        report.openConnections = number()
        report.callsInFlight = number()
        report.residentBytes = wide()
        report.workers = number()
        report.busyWorkers = number()
        report.inFlightBytes = wide()
        report.inFlightCapacity = wide()
        return report
    }
}
