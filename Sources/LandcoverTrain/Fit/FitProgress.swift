import Evaluation
import Glibc
import PlainText
import ResNet
import Training

/// What `fit` shows on standard error: a line that renews itself on a terminal, and a line that
/// stays for each epoch.
struct FitProgress {
    private let hyperparameters: Hyperparameters
    /// The multiplications for an image in each epoch.
    private let costs: [Double]
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let clock = ContinuousClock()
    private var pace: (start: ContinuousClock.Instant, images: Int)?
    private var lastShown: ContinuousClock.Instant?
    private var best: (accuracy: Double, inputSide: Int)?
    private var latest: EpochSummary?

    /// Prepares to show a run.
    init(_ hyperparameters: Hyperparameters) {
        self.hyperparameters = hyperparameters
        costs = hyperparameters.phases.flatMap { phase in
            // The classifier's share is too small to tell.
            let plan = NetworkPlan(
                Architecture(classCount: 1, size: phase.network),
                inputSide: phase.inputSide,
                batch: 1
            )
            return [Double](repeating: Double(plan.multiplicationCount), count: phase.epochs)
        }
    }

    /// How the run ended, in words.
    var conclusion: String {
        guard let best else { return "nothing was left to train" }
        return "\(percent(best.accuracy)) of the validation images at "
            + "\(best.inputSide)×\(best.inputSide)"
    }

    /// Shows an event.
    mutating func show(_ event: FitEvent) {
        switch event {
        case .began(let position, let steps):
            let epochs = hyperparameters.epochs
            say(
                position.step == 0
                    ? "\(epochs) epochs of \(steps) steps of \(hyperparameters.batch) images"
                    : "going on in epoch \(position.epoch + 1) of \(epochs), "
                        + "after \(position.batch) of \(steps) steps"
            )
        case .step(let position, let steps, let tally, let report, let inputSide):
            showStep(position, steps, tally, report, inputSide)
        case .epoch(let summary):
            pace = nil
            latest = summary
            say(line(summary))
        case .model(_, let accuracy):
            guard let side = latest?.inputSide ?? hyperparameters.phases.first?.inputSide else {
                return
            }
            best = (accuracy, side)
        case .checkpoint:
            break
        }
    }

    private mutating func showStep(
        _ position: TrainingRun.Position,
        _ steps: Int,
        _ tally: TrainingRun.Tally,
        _ report: TrainingRun.StepReport,
        _ inputSide: Int
    ) {
        let now = clock.now
        // The first step after a pause also pays for what it is the first to touch.
        guard let pace else {
            pace = (now, 0)
            return
        }
        let images = pace.images + hyperparameters.batch
        self.pace = (pace.start, images)
        guard isTerminal, lastShown.map({ $0.duration(to: now) > .milliseconds(200) }) ?? true
        else {
            return
        }
        lastShown = now
        let rate = Double(images) / max(pace.start.duration(to: now) / .seconds(1), 1e-9)
        let width = 20
        let filled = width * position.batch / steps
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "·", count: width - filled)
        let columns = [
            "epoch \(position.epoch + 1)/\(hyperparameters.epochs)", "\(inputSide)×\(inputSide)",
            bar, "loss \(FixedPoint.text(tally.meanLoss, places: 3))", percent(tally.accuracy),
            "rate \(FixedPoint.text(Double(report.learningRate), places: 4))",
            "\(FixedPoint.text(rate, places: 1)) images/s",
            "left \(duration(remaining(position, steps, rate)))",
        ]
        StandardError.write("\r\u{1B}[K" + columns.joined(separator: "  "))
    }

    /// The seconds until the end: an image's time is taken to grow with its multiplications, and all
    /// epochs to have as many steps as this one.
    private func remaining(
        _ position: TrainingRun.Position,
        _ steps: Int,
        _ rate: Double
    ) -> Double {
        let images = Double(steps * hyperparameters.batch)
        let now = costs[position.epoch]
        let left =
            costs[position.epoch...].reduce(0, +) - Double(position.batch) / Double(steps) * now
        return left / now * images / rate
    }

    private func line(_ summary: EpochSummary) -> String {
        let columns: [String?] = [
            "epoch \(summary.epoch)/\(hyperparameters.epochs)",
            "\(summary.inputSide)×\(summary.inputSide)",
            summary.network == .resNet50 ? nil : "\(summary.network)",
            "train \(FixedPoint.text(summary.trainLoss, places: 3)) \(percent(summary.trainAccuracy))",
            "validation \(FixedPoint.text(summary.validationLoss, places: 3)) "
                + percent(summary.validationAccuracy),
            "\(FixedPoint.text(summary.imagesPerSecond, places: 1)) images/s",
            duration(summary.seconds),
        ]
        return columns.compactMap(\.self).joined(separator: "  ")
    }

    private func say(_ text: String) {
        StandardError.write((isTerminal ? "\r\u{1B}[K" : "") + text + "\n")
    }

    private func percent(_ share: Double) -> String {
        "\(FixedPoint.text(share * 100, places: 2)) %"
    }

    private func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }
}
