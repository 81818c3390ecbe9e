import PlainText

/// A reliability diagram: how often predictions of each confidence are right, and how many there
/// are of each.
///
/// Source: Guo et al. 2017, figure 1.
package enum ReliabilitySVG {
    /// Draws the diagram.
    ///
    /// - Parameters:
    ///   - reliability: What is shown.
    ///   - caption: What is written above it, such as `after calibration, T = 1.32`.
    /// - Returns: The picture.
    package static func picture(of reliability: Reliability, caption: String) -> Picture {
        let error = FixedPoint.percentage(reliability.expectedCalibrationError)
        let content =
            frameAndTicks(caption: caption, error: error) + bars(of: reliability)
            + [
                Element.line(
                    from: Point(x: plot.x, y: plot.maxY),
                    to: Point(x: plot.maxX, y: plot.y),
                    class: "ideal"
                )
            ] + histogram(of: reliability) + legend
        return Picture(
            title: "Reliability diagram, \(caption): expected calibration error \(error)",
            width: 380,
            height: 544,
            content: content
        )
    }

    private static let plot = Frame(x: 62, y: 64, width: 300, height: 270)
    private static let shares = Frame(x: 62, y: 370, width: 300, height: 56)
    private static let confidence = Axis(linear: 0...1, from: plot.x, to: plot.maxX)
    private static let accuracy = Axis(linear: 0...1, from: plot.maxY, to: plot.y)

    private static func frameAndTicks(caption: String, error: String) -> [Element] {
        let words = [
            Element.label(caption.shortened(to: 50), at: Point(x: 16, y: 24), class: "strong"),
            Element.label(
                "expected calibration error \(error)",
                at: Point(x: 16, y: 44),
                class: "soft"
            ),
            Element.label(
                "accuracy",
                at: Point(x: 18, y: plot.midY),
                anchor: .middle,
                turned: -90
            ),
            Element.label(
                "share of images",
                at: Point(x: plot.x, y: shares.y - 8),
                class: "soft"
            ),
            Element.label("confidence", at: Point(x: plot.midX, y: 462), anchor: .middle),
        ]
        let rows = accuracy.ticks.flatMap { tick in
            let y = accuracy.position(of: tick.value)
            return [
                Element.line(
                    from: Point(x: plot.x, y: y),
                    to: Point(x: plot.maxX, y: y),
                    class: "grid"
                ),
                Element.label(
                    FixedPoint.text(tick.value * 100, places: 0) + " %",
                    at: Point(x: plot.x - 8, y: y + 4),
                    anchor: .end,
                    class: "soft"
                ),
            ]
        }
        let columns = confidence.ticks.map { tick in
            Element.label(
                FixedPoint.text(tick.value * 100, places: 0) + " %",
                at: Point(x: confidence.position(of: tick.value), y: shares.maxY + 16),
                anchor: .middle,
                class: "soft"
            )
        }
        let axes = [plot, shares].map { frame in
            Element.line(
                from: Point(x: frame.x, y: frame.maxY),
                to: Point(x: frame.maxX, y: frame.maxY),
                class: "axis"
            )
        }
        return words + rows + columns + axes
    }

    /// For each bin what accuracy and confidence have in common, and above it in another colour
    /// what one has more than the other.
    private static func bars(of reliability: Reliability) -> [Element] {
        reliability.bins.flatMap { bin -> [Element] in
            guard let share = bin.accuracy, let mean = bin.meanConfidence else { return [] }
            let common = accuracy.position(of: min(share, mean))
            let top = accuracy.position(of: max(share, mean))
            let words =
                "\(bin.count) images: accuracy \(FixedPoint.percentage(share)), "
                + "mean confidence \(FixedPoint.percentage(mean))"
            let gap = share < mean ? Fill.overconfident : Fill.underconfident
            return [
                Element.rectangle(
                    column(of: bin, from: common, to: plot.maxY),
                    class: Fill.common.style,
                    opacity: Fill.common.opacity,
                    tooltip: words
                ),
                Element.rectangle(
                    column(of: bin, from: top, to: common),
                    class: gap.style,
                    opacity: gap.opacity,
                    tooltip: words
                ),
            ]
        }
    }

    /// How a part of a bar is filled, and what it means.
    private enum Fill: CaseIterable {
        case common, underconfident, overconfident

        var style: String { self == .overconfident ? "wrong" : "right" }
        var opacity: Double { self == .common ? 0.85 : self == .underconfident ? 0.35 : 0.7 }
        var meaning: String {
            switch self {
            case .common: "accuracy"
            case .underconfident: "accuracy beyond the confidence"
            case .overconfident: "confidence beyond the accuracy"
            }
        }
    }

    /// Bars for the bins' shares of all images; the tallest says how much it stands for.
    private static func histogram(of reliability: Reliability) -> [Element] {
        let total = Double(max(1, reliability.count))
        func top(of bin: Reliability.Bin) -> Double {
            shares.maxY - max(1, Double(bin.count) / total * shares.height)
        }
        let bars = reliability.bins.filter { $0.count > 0 }.map { bin in
            Element.rectangle(
                column(of: bin, from: top(of: bin), to: shares.maxY),
                class: "cell",
                tooltip: "\(bin.count) images"
            )
        }
        // Only one, for beside another bar's there is no room for a label.
        let words = reliability.bins.max { $0.count < $1.count }.map { bin in
            Element.label(
                FixedPoint.percentage(Double(bin.count) / total, places: 0),
                at: Point(
                    x: confidence.position(of: (bin.lowerBound + bin.upperBound) / 2),
                    y: top(of: bin) - 4
                ),
                anchor: .middle,
                class: "soft"
            )
        }
        return bars + [words].compactMap(\.self)
    }

    private static var legend: [Element] {
        Fill.allCases.enumerated().flatMap { index, fill in
            let y = 478 + Double(index) * 20
            return [
                Element.rectangle(
                    Frame(x: plot.x, y: y, width: 14, height: 12),
                    class: fill.style,
                    opacity: fill.opacity
                ),
                Element.label(fill.meaning, at: Point(x: plot.x + 22, y: y + 10), class: "soft"),
            ]
        }
    }

    private static func column(
        of bin: Reliability.Bin,
        from top: Double,
        to bottom: Double
    ) -> Frame {
        let left = confidence.position(of: bin.lowerBound)
        let right = confidence.position(of: bin.upperBound)
        return Frame(x: left + 0.5, y: top, width: right - left - 1, height: bottom - top)
    }
}
