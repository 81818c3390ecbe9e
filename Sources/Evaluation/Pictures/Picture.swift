/// A finished drawing that can stand alone or within a page.
package struct Picture: Sendable {
    /// The drawing without a style sheet, for a page that has ``styleSheet``.
    package let element: Element

    private let standalone: Element

    /// Frames a drawing.
    ///
    /// - Parameters:
    ///   - title: What the picture shows, for readers who cannot see it.
    ///   - width: The picture's width in CSS pixels.
    ///   - height: The picture's height in CSS pixels.
    ///   - content: The drawing on a ground that is painted in the style `paper`.
    init(title: String, width: Double, height: Double, content: [Element]) {
        let ground = Element.rectangle(
            Frame(x: 0, y: 0, width: width, height: height),
            class: "paper"
        )
        let (width, height) = ("\(Int(width))", "\(Int(height))")
        func framed(_ head: [Element]) -> Element {
            Element(
                "svg",
                [
                    "xmlns": "http://www.w3.org/2000/svg", "class": "picture", "role": "img",
                    "viewBox": "0 0 \(width) \(height)", "width": width, "height": height,
                ],
                [Element("title", text: title)] + head + [ground] + content
            )
        }
        element = framed([])
        standalone = framed([Self.styleSheet])
    }

    /// The picture as the text of an SVG file.
    package var text: String { standalone.rendered }

    /// The colours and letters of every picture, for light and for dark surroundings.
    ///
    /// Blue is what is right or validated, orange what is wrong or averaged, grey all else; the
    /// three differ in lightness too, and no colour is the only sign of anything.
    static let styleSheet = Element(
        "style",
        literal: """

            .picture { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
            .picture .paper { fill: #ffffff; }
            .picture .ink { fill: #1b1f24; }
            .picture .strong { fill: #1b1f24; font-weight: 600; font-size: 13px; }
            .picture .soft { fill: #57606a; font-size: 11px; }
            .picture .onfill { fill: #ffffff; font-weight: 600; }
            .picture .axis { stroke: #8c959f; stroke-width: 1; }
            .picture .grid { stroke: #8c959f; stroke-opacity: 0.25; stroke-width: 1; }
            .picture .mark { stroke: #8c959f; stroke-width: 1; stroke-dasharray: 3 3; }
            .picture .ideal { stroke: #1b1f24; stroke-width: 1.25; stroke-dasharray: 2 3; }
            .picture .cell { fill: #8c959f; }
            .picture .right { fill: #2166ac; }
            .picture .wrong { fill: #d9680f; }
            .picture .first, .picture .second, .picture .third {
                fill: none; stroke-width: 1.75; stroke-linejoin: round; }
            .picture .first { stroke: #7a8490; }
            .picture .second { stroke: #2166ac; }
            .picture .third { stroke: #d9680f; stroke-dasharray: 6 2; }
            .picture .firstdot { fill: #7a8490; }
            .picture .seconddot { fill: #2166ac; }
            .picture .thirddot { fill: #d9680f; }
            @media screen and (prefers-color-scheme: dark) {
                .picture .paper { fill: #14181d; }
                .picture .ink, .picture .strong { fill: #e6e9ec; }
                .picture .soft { fill: #a3acb6; }
                .picture .ideal { stroke: #e6e9ec; }
                .picture .right { fill: #3577bb; }
                .picture .first { stroke: #98a2ae; }
                .picture .second { stroke: #63a9f0; }
                .picture .third { stroke: #f09a4a; }
                .picture .firstdot { fill: #98a2ae; }
                .picture .seconddot { fill: #63a9f0; }
                .picture .thirddot { fill: #f09a4a; }
            }

            """
    )

    /// About how wide a line of text is at a font size, in CSS pixels; rather too much than too
    /// little, since the reader's font is not known.
    static func width(of line: String, fontSize: Double = 12) -> Double {
        Double(line.count) * fontSize * 0.58
    }
}
