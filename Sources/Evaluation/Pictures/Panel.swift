/// One diagram of a picture: curves over a horizontal axis that it shares with others.
struct Panel: Sendable {
    /// A curve: its name, its style and its values by epoch, without those that are not known.
    struct Curve: Sendable {
        /// What the legend says.
        let name: String
        /// `first`, `second` or `third` of ``Picture/styleSheet``.
        let style: String
        /// Value by epoch, as places on the panel's axes.
        let values: [(epoch: Int, value: Double)]
    }

    /// What is drawn, above it on the left.
    let title: String
    /// What else is said of it, beside the title; empty for nothing.
    let note: String
    /// The room within the axes.
    let frame: Frame
    /// The epochs.
    let horizontal: Axis
    /// The values.
    let vertical: Axis
    /// The curves, the last one on top.
    let curves: [Curve]
    /// How a value of the vertical axis is written.
    let label: @Sendable (Axis.Tick) -> String

    /// Axes, grid, title, legend and curves.
    var elements: [Element] {
        grid + heading + curves.flatMap(elements)
    }

    private var grid: [Element] {
        vertical.ticks.flatMap { tick in
            let y = vertical.position(of: tick.value)
            return [
                Element.line(
                    from: Point(x: frame.x, y: y),
                    to: Point(x: frame.maxX, y: y),
                    class: "grid"
                ),
                Element.label(
                    label(tick),
                    at: Point(x: frame.x - 8, y: y + 4),
                    anchor: .end,
                    class: "soft"
                ),
            ]
        } + [
            Element.line(
                from: Point(x: frame.x, y: frame.maxY),
                to: Point(x: frame.maxX, y: frame.maxY),
                class: "axis"
            )
        ]
    }

    /// The title on the left and, where there is more than one curve, their names on the right.
    private var heading: [Element] {
        let baseline = frame.y - 10
        let titleWidth = Picture.width(of: title, fontSize: 14)
        let words = [
            Element.label(title, at: Point(x: frame.x, y: baseline), class: "strong"),
            Element.label(
                note,
                at: Point(x: frame.x + titleWidth + 8, y: baseline),
                class: "soft"
            ),
        ]
        return words + (curves.count > 1 ? legend(baseline: baseline) : [])
    }

    private func legend(baseline: Double) -> [Element] {
        let widths = curves.map { Picture.width(of: $0.name, fontSize: 11) }
        let (swatch, gap) = (22.0, 6.0)
        var x = frame.maxX - widths.reduce(0) { $0 + $1 + swatch + 2 * gap }
        return zip(curves, widths).flatMap { curve, width in
            defer { x += swatch + width + 2 * gap }
            return [
                Element.line(
                    from: Point(x: x, y: baseline - 4),
                    to: Point(x: x + swatch, y: baseline - 4),
                    class: curve.style
                ),
                Element.label(
                    curve.name,
                    at: Point(x: x + swatch + gap, y: baseline),
                    class: "soft"
                ),
            ]
        }
    }

    /// Epochs without a value between two with one are bridged; a lonely value is a dot.
    private func elements(of curve: Curve) -> [Element] {
        let points = curve.values.map { place(epoch: $0.epoch, value: $0.value) }
        guard points.count > 1 else {
            return points.map { Element.dot(at: $0, radius: 3, class: "\(curve.style)dot") }
        }
        return [Element.curve(through: points, class: curve.style)]
    }

    /// Where a value is drawn.
    func place(epoch: Int, value: Double) -> Point {
        Point(x: horizontal.position(of: Double(epoch)), y: vertical.position(of: value))
    }
}
