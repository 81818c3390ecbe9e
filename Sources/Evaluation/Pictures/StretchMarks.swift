/// Where another run begins, or the network or its input's side changes, in the course of a
/// training.
struct StretchMarks: Sendable {
    /// Epochs in a row of one run, with one network and one size.
    private struct Stretch: Sendable {
        let run: Int
        let size: Int?
        /// The network where it is not the course's last, which needs no mention.
        let network: String?
        let beginsRun: Bool
        var epochs: ClosedRange<Int>

        /// What may stand above it, longest first.
        var labels: [String] {
            let plain = size.map { ["input \($0) × \($0)", "\($0)"] } ?? []
            let sizes =
                network.map { network in plain.map { "\(network), \($0)" } + plain } ?? plain
            guard beginsRun else { return sizes }
            return sizes.map { "run \(run), \($0)" } + ["run \(run)"]
        }
    }

    private let stretches: [Stretch]
    private let horizontal: Axis

    /// Finds the stretches; a single run is not named.
    init(of course: TrainingCourse, horizontal: Axis) {
        var stretches: [Stretch] = []
        let final = course.epochs.last?.network
        for position in course.positions {
            let number = position.epoch.epoch
            let last = stretches.last
            let network = position.epoch.network == final ? nil : position.epoch.network
            let size = position.epoch.inputSize ?? (last?.run == position.run ? last?.size : nil)
            if let last, last.run == position.run, last.size == size, last.network == network {
                stretches[stretches.count - 1].epochs = last.epochs.lowerBound...number
                continue
            }
            let stretch = Stretch(
                run: position.run,
                size: size,
                network: network,
                beginsRun: course.runs.count > 1 && last?.run != position.run,
                epochs: number...number
            )
            stretches.append(stretch)
        }
        self.stretches = stretches
        self.horizontal = horizontal
    }

    /// A line through every panel before each but the first, and above each its label if one fits.
    ///
    /// - Parameters:
    ///   - top: The upper edge of the first panel; the labels stand above its heading.
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
        let fitting = stretch.labels.first { label in
            Picture.width(of: label, fontSize: 11) + 4 <= end - start
        }
        return fitting.map { label in
            Element.label(
                label,
                at: Point(x: (start + end) / 2, y: baseline),
                anchor: .middle,
                class: "soft"
            )
        }
    }
}
