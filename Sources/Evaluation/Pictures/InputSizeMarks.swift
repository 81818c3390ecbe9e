/// Where the side of the network's input changes in the course of a training.
struct InputSizeMarks: Sendable {
    /// Epochs in a row with one size.
    private struct Stretch: Sendable {
        var epochs: ClosedRange<Int>
        let size: Int
    }

    private let stretches: [Stretch]
    private let horizontal: Axis

    /// Finds the changes.
    init(epochs: [TrainingEpoch], horizontal: Axis) {
        var stretches: [Stretch] = []
        for epoch in epochs {
            guard let size = epoch.inputSize else { continue }
            if let last = stretches.last, last.size == size {
                stretches[stretches.count - 1].epochs = last.epochs.lowerBound...epoch.epoch
            } else {
                stretches.append(Stretch(epochs: epoch.epoch...epoch.epoch, size: size))
            }
        }
        self.stretches = stretches
        self.horizontal = horizontal
    }

    /// A line through every panel at each change, and above each stretch its size where that fits.
    ///
    /// - Parameters:
    ///   - top: The upper edge of the first panel; the sizes stand above its heading.
    ///   - panels: What the lines run through.
    /// - Returns: Lines and labels.
    func elements(above top: Double, through panels: [Frame]) -> [Element] {
        let strip = Frame(x: 0, y: top - 52, width: 0, height: 20)
        let labels = stretches.compactMap { label(for: $0, baseline: strip.maxY - 5) }
        let marks = stretches.dropFirst().flatMap { stretch in
            let x = horizontal.position(of: Double(stretch.epochs.lowerBound) - 0.5)
            return ([strip] + panels).map { frame in
                Element.line(
                    from: Point(x: x, y: frame.y),
                    to: Point(x: x, y: frame.maxY),
                    class: "mark"
                )
            }
        }
        return marks + labels
    }

    private func label(for stretch: Stretch, baseline: Double) -> Element? {
        let start = horizontal.position(of: Double(stretch.epochs.lowerBound) - 0.5)
        let end = horizontal.position(of: Double(stretch.epochs.upperBound) + 0.5)
        let words = ["input \(stretch.size) × \(stretch.size)", "\(stretch.size)"]
        return words.first { Picture.width(of: $0, fontSize: 11) + 8 <= end - start }.map {
            Element.label(
                $0,
                at: Point(x: (start + end) / 2, y: baseline),
                anchor: .middle,
                class: "soft"
            )
        }
    }
}
