/// Words set in lines no wider than a column.
package struct TextBlock: Hashable, Sendable {
    /// The lines from the top; none for a text without words.
    package let lines: [String]

    /// Pixels of the picture for each pixel of the font, along either axis.
    package let scale: Int

    /// Whether a word was wider than the column and had to be shortened.
    package let isShortened: Bool

    /// Font pixels from the bottom of one line to the top of the next.
    private static let leading = 2

    /// Font pixels from the top of one line to the top of the next.
    static let pitch = BitmapFont.height + leading

    /// Breaks a text at its spaces; a word too wide for the column ends in an ellipsis.
    ///
    /// The lines are about equally long: no word is left alone on the last one if another could
    /// join it.
    ///
    /// - Parameters:
    ///   - text: Words parted by spaces.
    ///   - width: Pixels of the column.
    ///   - scale: Pixels of the picture for each pixel of the font, at least 1.
    package init(_ text: String, width: Int, scale: Int) {
        precondition(scale >= 1, "text is drawn at a whole scale")
        let column = width / scale
        let words = text.split(separator: " ").map { Self.shortened($0, to: column) }
        let widths = words.map { BitmapFont.width(of: $0.text) }
        lines = Self.balanced(widths, column: column).map { line in
            words[line].map(\.text).joined(separator: " ")
        }
        self.scale = scale
        isShortened = words.contains(where: \.isShortened)
    }

    /// Pixels of the widest line.
    package var width: Int {
        scale * (lines.map { BitmapFont.width(of: $0) }.max() ?? 0)
    }

    /// Pixels from the top of the first line to the bottom of the last; 0 without lines.
    package var height: Int {
        max(0, lines.count * Self.pitch - Self.leading) * scale
    }

    /// The words of each line for the narrowest column that needs no more lines than this one.
    private static func balanced(_ widths: [Int], column: Int) -> [Range<Int>] {
        var best = filled(widths, column: column)
        let narrower = stride(from: column - 1, through: widths.max() ?? column, by: -1)
        for column in narrower {
            let lines = filled(widths, column: column)
            if lines.count > best.count { break }
            best = lines
        }
        return best
    }

    /// The words of each line if every line takes as many as fit; a word too wide has its own.
    private static func filled(_ widths: [Int], column: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var used = 0
        for (word, width) in widths.enumerated() {
            if let line = lines.last, used + BitmapFont.wordSpacing + width <= column {
                lines[lines.count - 1] = line.lowerBound..<word + 1
                used += BitmapFont.wordSpacing + width
            } else {
                lines.append(word..<word + 1)
                used = width
            }
        }
        return lines
    }

    private static func shortened(
        _ word: Substring,
        to column: Int
    ) -> (text: String, isShortened: Bool) {
        if BitmapFont.width(of: word) <= column { return (String(word), false) }
        let room = column - BitmapFont.width(of: "…")
        var used = 0
        let kept = word.prefix { letter in
            used += BitmapFont.glyph(for: letter).width + BitmapFont.letterSpacing
            return used <= room
        }
        return ("\(kept)…", true)
    }
}

extension Canvas {
    /// Writes a block, each line in the middle of a column whose left edge is at `x`.
    package mutating func draw(_ block: TextBlock, x: Int, y: Int, width: Int, color: RGBColor) {
        for (index, line) in block.lines.enumerated() {
            let indent = (width - BitmapFont.width(of: line) * block.scale) / 2
            let top = y + index * TextBlock.pitch * block.scale
            draw(line, x: x + indent, y: top, scale: block.scale, color: color)
        }
    }
}
