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

    /// A line down the picture at every change, and above each stretch its size where that fits.
    func elements(from top: Double, to bottom: Double) -> [Element] {
        let labels = stretches.compactMap { stretch in
            let start = horizontal.position(of: Double(stretch.epochs.lowerBound) - 0.5)
            let end = horizontal.position(of: Double(stretch.epochs.upperBound) + 0.5)
            let words = ["input \(stretch.size) × \(stretch.size)", "\(stretch.size)"]
            let fitting = words.first {
                Picture.width(of: $0, fontSize: 11) + 8 <= end - start
            }
            return fitting.map { words in
                Element.label(
                    words,
                    at: Point(x: (start + end) / 2, y: top - 38),
                    anchor: .middle,
                    class: "soft"
                )
            }
        }
        let marks = stretches.dropFirst().map { stretch in
            let x = horizontal.position(of: Double(stretch.epochs.lowerBound) - 0.5)
            return Element.line(
                from: Point(x: x, y: top - 50),
                to: Point(x: x, y: bottom),
                class: "mark"
            )
        }
        return marks + labels
    }
}
