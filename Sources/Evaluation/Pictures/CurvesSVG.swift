import PlainText

/// The course of a training as a picture: loss, accuracy and learning rate over the epochs, with a
/// mark wherever the network or its input's size changes or another run begins.
package enum CurvesSVG {
    /// Draws the curves; nil if there is no epoch.
    package static func picture(of course: TrainingCourse) -> Picture? {
        let epochs = course.epochs
        guard let first = epochs.first?.epoch, let last = epochs.last?.epoch else { return nil }
        let horizontal = Axis(
            linear: Double(first) - 0.5...Double(last) + 0.5,
            from: left,
            to: width - right,
            count: 10,
            wholeNumbers: true
        )
        let loss = lossPanel(epochs, over: horizontal)
        let accuracy = accuracyPanel(epochs, over: horizontal)
        let rate = ratePanel(epochs, over: horizontal)
        let panels = [loss, accuracy, rate].compactMap(\.self)
        let stretches = StretchMarks(of: course, horizontal: horizontal)
        let content =
            stretches.elements(above: lossTop, through: panels.map(\.frame))
            + panels.flatMap(\.elements)
            + (accuracy.map { bestMark(of: epochs, on: $0) } ?? []) + epochAxis(horizontal)
        return Picture(
            title: title(of: epochs),
            width: width,
            height: height,
            content: content
        )
    }

    private static let width = 760.0
    private static let height = 650.0
    private static let left = 62.0
    private static let right = 20.0
    private static let bottom = 48.0
    private static let lossTop = 66.0
    private static let accuracyTop = 300.0
    private static let rateTop = 534.0

    private static func frame(top: Double, height: Double) -> Frame {
        Frame(x: left, y: top, width: width - left - right, height: height)
    }

    private static func lossPanel(_ epochs: [TrainingEpoch], over horizontal: Axis) -> Panel? {
        let curves = curves(epochs, \.trainLoss, \.validationLoss, \.emaValidationLoss)
        guard !curves.isEmpty else { return nil }
        let frame = frame(top: lossTop, height: 190)
        return Panel(
            title: "Loss (nats)",
            note: "",
            frame: frame,
            horizontal: horizontal,
            vertical: Axis(
                around: curves.flatMap { $0.values.map(\.value) },
                from: frame.maxY,
                to: frame.y
            ),
            curves: curves,
            label: \.label
        )
    }

    private static func accuracyPanel(_ epochs: [TrainingEpoch], over horizontal: Axis) -> Panel? {
        let curves = curves(epochs, \.trainAccuracy, \.validationAccuracy, \.emaValidationAccuracy)
        guard !curves.isEmpty else { return nil }
        let frame = frame(top: accuracyTop, height: 190)
        let lowest = curves.flatMap { $0.values.map(\.value) }.min() ?? 0
        // To a round share below the lowest; a training that began well shows its end in detail.
        let base = max(0, min((lowest * 10).rounded(.down) / 10, 0.9))
        return Panel(
            title: "Accuracy",
            note: bestWords(of: epochs),
            frame: frame,
            horizontal: horizontal,
            vertical: Axis(linear: base...1, from: frame.maxY, to: frame.y),
            curves: curves,
            label: { FixedPoint.shortest($0.value * 100, places: 1) + " %" }
        )
    }

    private static func ratePanel(_ epochs: [TrainingEpoch], over horizontal: Axis) -> Panel? {
        let curve = Panel.Curve("learning rate", "first", epochs, \.learningRate)
        guard let largest = curve.values.map(\.value).max(), largest > 0 else { return nil }
        let frame = frame(top: rateTop, height: height - bottom - rateTop)
        return Panel(
            title: "Learning rate",
            note: "",
            frame: frame,
            horizontal: horizontal,
            vertical: Axis(linearAround: [largest], from: frame.maxY, to: frame.y, count: 2),
            curves: [curve],
            label: { FixedPoint.shortest($0.value, places: 6) }
        )
    }

    private static func curves(
        _ epochs: [TrainingEpoch],
        _ train: KeyPath<TrainingEpoch, Double?>,
        _ validation: KeyPath<TrainingEpoch, Double?>,
        _ average: KeyPath<TrainingEpoch, Double?>
    ) -> [Panel.Curve] {
        [
            Panel.Curve("training", "first", epochs, train),
            Panel.Curve("validation", "second", epochs, validation),
            Panel.Curve("validation, averaged weights", "third", epochs, average),
        ].filter { !$0.values.isEmpty }
    }

    /// A dot at the first epoch with the best accuracy on the validation images.
    private static func bestMark(of epochs: [TrainingEpoch], on panel: Panel) -> [Element] {
        guard let best = best(of: epochs) else { return [] }
        let place = panel.place(epoch: best.epoch, value: best.accuracy)
        return [Element.dot(at: place, radius: 3.5, class: "ink")]
    }

    private static func best(of epochs: [TrainingEpoch]) -> (epoch: Int, accuracy: Double)? {
        epochs.compactMap { epoch in
            epoch.bestValidationAccuracy.map { (epoch: epoch.epoch, accuracy: $0) }
        }.reduce(nil) { best, other in
            guard let best, best.accuracy >= other.accuracy else { return other }
            return best
        }
    }

    private static func epochAxis(_ horizontal: Axis) -> [Element] {
        let labels = horizontal.ticks.map { tick in
            Element.label(
                tick.label,
                at: Point(x: horizontal.position(of: tick.value), y: height - bottom + 18),
                anchor: .middle,
                class: "soft"
            )
        }
        let name = Element.label(
            "epoch",
            at: Point(x: (left + width - right) / 2, y: height - 12),
            anchor: .middle
        )
        return labels + [name]
    }

    private static func title(of epochs: [TrainingEpoch]) -> String {
        let course = "Loss, accuracy and learning rate over \(epochs.count) epochs"
        let best = bestWords(of: epochs)
        return best.isEmpty ? course : "\(course); validation accuracy: \(best)"
    }

    private static func bestWords(of epochs: [TrainingEpoch]) -> String {
        best(of: epochs).map { best in
            "best \(FixedPoint.percentage(best.accuracy)) in epoch \(best.epoch)"
        } ?? ""
    }
}

extension Panel.Curve {
    fileprivate init(
        _ name: String,
        _ style: String,
        _ epochs: [TrainingEpoch],
        _ figure: KeyPath<TrainingEpoch, Double?>
    ) {
        let values = epochs.compactMap { epoch in
            epoch[keyPath: figure].map { (epoch: epoch.epoch, value: $0) }
        }
        self.init(name: name, style: style, values: values)
    }
}
