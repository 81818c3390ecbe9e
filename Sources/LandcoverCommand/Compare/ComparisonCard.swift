import HeatmapRendering
import PlainText
import Landcover
package import Wire

/// Two answers beside each other for a person.
package enum ComparisonCard {
    private static let width = 34

    /// The answers in two columns, and what they amount to.
    ///
    /// - Parameters:
    ///   - name: What the image is called.
    ///   - comparison: Both answers.
    ///   - timing: Where the daemon's time went.
    /// - Returns: Lines that each end with a line feed.
    package static func text(_ name: String, _ comparison: Comparison, timing: Timing) -> String {
        let best = comparison.classification.best
        let time = timing.queue + timing.decode + timing.compute + timing.encode
        var rows = [("", "landcover", "")]
        var remark: String
        switch comparison.second {
        case .opinion(let opinion):
            rows[0].2 = opinion.model + (opinion.isCached ? " (kept)" : "")
            rows += [
                ("class", best.className, opinion.className),
                (
                    "confidence", Captions.percentage(of: best.probability),
                    Captions.percentage(of: opinion.confidence) + " by its own word"
                ),
                ("time", seconds(time), seconds(comparison.secondTime)),
                ("tokens", "", tokens(opinion)),
            ]
            remark =
                comparison.verdict == .agree
                ? "They agree." : "They disagree; neither is the truth."
            remark = "It says: \(opinion.reason.printable)\n\(remark)"
        case .unavailable(let status):
            rows[0].2 = "second opinion"
            rows += [
                ("class", best.className, "none"),
                ("confidence", Captions.percentage(of: best.probability), ""),
                ("time", seconds(time), seconds(comparison.secondTime)),
            ]
            remark = "No second opinion: \(status.message.printable)"
        }
        let lines = rows.map { title, first, second in
            let line = title.rightPadded(to: 12) + first.printable.rightPadded(to: width)
            return trimmed(line + second.printable)
        }
        return "\(name.printable)\n\n\(lines.joined(separator: "\n"))\n\n\(remark)\n"
    }

    private static func tokens(_ opinion: OpinionReport) -> String {
        let cost = opinion.nanodollars.map { ", \(ComparisonSummary.money(Double($0) / 1e9))" }
        let price = opinion.isCached ? "" : cost ?? ", price unknown"
        return "\(opinion.tokens.prompt) in, \(opinion.tokens.completion) out\(price)"
    }

    private static func seconds(_ duration: Duration) -> String {
        duration < .seconds(1)
            ? "\(FixedPoint.text(duration / .milliseconds(1), places: 0)) ms"
            : "\(FixedPoint.text(duration / .seconds(1), places: 1)) s"
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
