package import ImageCodecs

/// Shows pictures in a terminal that understands 24-bit colours (`ESC [ 38 ; 2 ; r ; g ; b m`).
package enum TerminalPreview {
    /// The picture as lines of text, two pixels a character: the upper half block `▀` has the colour
    /// of the upper one, its background that of the lower one.
    ///
    /// The picture is reduced by area averaging and never enlarged. Characters are taken to be twice
    /// as high as wide, so that its proportions are kept to half a line.
    ///
    /// - Parameters:
    ///   - image: The picture.
    ///   - columns: The widest line in characters, at least 1.
    /// - Returns: Lines that each begin with the terminal's own colours, set only what changes from
    ///   one character to the next, and end with a reset and a line feed.
    package static func render(_ image: RGBImage, columns: Int) -> String {
        precondition(columns >= 1, "a preview has at least one column")
        let columns = min(columns, image.width)
        let rows = max(1, (columns * image.height + image.width) / (2 * image.width))
        let reduced = AreaAveraging.resize(image, width: columns, height: 2 * rows)
        var text = ""
        for row in 0..<rows {
            var pen = Pen()
            for column in 0..<columns {
                text += pen.draw(
                    upper: reduced.color(x: column, y: 2 * row),
                    lower: reduced.color(x: column, y: 2 * row + 1)
                )
            }
            text += "\u{1B}[0m\n"
        }
        return text
    }
}

/// The colours a terminal currently writes with; nil before the first is set on a line.
private struct Pen {
    private var foreground: RGBColor?
    private var background: RGBColor?

    /// One character and the colour changes it needs.
    mutating func draw(upper: RGBColor, lower: RGBColor) -> String {
        // A blank shows the background alone, which spares setting the foreground.
        let isBlank = upper == lower
        var changes: [String] = []
        if !isBlank, foreground != upper {
            foreground = upper
            changes.append("38;2;\(upper.red);\(upper.green);\(upper.blue)")
        }
        if background != lower {
            background = lower
            changes.append("48;2;\(lower.red);\(lower.green);\(lower.blue)")
        }
        let escape = changes.isEmpty ? "" : "\u{1B}[\(changes.joined(separator: ";"))m"
        return escape + (isBlank ? " " : "▀")
    }
}

extension RGBImage {
    fileprivate func color(x: Int, y: Int) -> RGBColor {
        let offset = (y * width + x) * 3
        return RGBColor(
            red: pixels[offset],
            green: pixels[offset + 1],
            blue: pixels[offset + 2]
        )
    }
}
