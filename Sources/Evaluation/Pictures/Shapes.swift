import PlainText

/// A rectangle of a picture; `y` grows downwards.
struct Frame: Hashable, Sendable {
    /// The left edge.
    var x: Double
    /// The upper edge.
    var y: Double
    /// From the left to the right edge.
    var width: Double
    /// From the upper to the lower edge.
    var height: Double

    /// The right edge.
    var maxX: Double { x + width }
    /// The lower edge.
    var maxY: Double { y + height }
    /// Half-way between left and right.
    var midX: Double { x + width / 2 }
    /// Half-way between top and bottom.
    var midY: Double { y + height / 2 }
}

/// A place in a picture; `y` grows downwards.
struct Point: Hashable, Sendable {
    /// From the left edge.
    var x: Double
    /// From the upper edge.
    var y: Double
}

/// Where a text's place is on its line.
enum TextAnchor: String {
    /// The place is where the text begins.
    case start
    /// The place is the text's middle.
    case middle
    /// The place is where the text ends.
    case end
}

extension Element {
    /// A rectangle; its opacity is that of its fill.
    static func rectangle(
        _ frame: Frame,
        class style: String,
        opacity: Double = 1,
        tooltip: String? = nil
    ) -> Element {
        let hint = tooltip.map { [Element("title", text: $0)] } ?? []
        return Element(
            "rect",
            [
                "class": style, "x": coordinate(frame.x), "y": coordinate(frame.y),
                "width": coordinate(frame.width), "height": coordinate(frame.height),
                "fill-opacity": FixedPoint.shortest(opacity, places: 3),
            ],
            hint
        )
    }

    /// A straight line.
    static func line(from start: Point, to end: Point, class style: String) -> Element {
        Element(
            "line",
            [
                "class": style, "x1": coordinate(start.x), "y1": coordinate(start.y),
                "x2": coordinate(end.x), "y2": coordinate(end.y),
            ]
        )
    }

    /// Lines from each point to the next.
    static func curve(through points: [Point], class style: String) -> Element {
        let places = points.map { "\(coordinate($0.x)),\(coordinate($0.y))" }
        return Element(
            "polyline",
            ["class": style, "points": places.joined(separator: " ")]
        )
    }

    /// A small disc.
    static func dot(at center: Point, radius: Double, class style: String) -> Element {
        Element(
            "circle",
            [
                "class": style, "cx": coordinate(center.x), "cy": coordinate(center.y),
                "r": coordinate(radius),
            ]
        )
    }

    /// A line of text whose baseline is at `place`, turned about it by an angle in degrees.
    static func label(
        _ text: String,
        at place: Point,
        anchor: TextAnchor = .start,
        class style: String = "ink",
        turned angle: Double = 0
    ) -> Element {
        let (x, y) = (coordinate(place.x), coordinate(place.y))
        guard angle != 0 else {
            return Element(
                "text",
                ["class": style, "x": x, "y": y, "text-anchor": anchor.rawValue],
                text: text
            )
        }
        return Element(
            "text",
            [
                "class": style, "x": x, "y": y, "text-anchor": anchor.rawValue,
                "transform": "rotate(\(coordinate(angle)) \(x) \(y))",
            ],
            text: text
        )
    }

    private static func coordinate(_ value: Double) -> String {
        FixedPoint.shortest(value, places: 2)
    }
}
