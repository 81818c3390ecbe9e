/// The letters that are drawn on pictures: cells of 5 × 9 pixels, seven above the baseline.
///
/// Proportional: a glyph is as wide as its ink. Covers the characters of class names and of this
/// module's captions; anything else shows as an empty box.
package enum BitmapFont {
    /// Pixels of a cell from top to bottom, descenders included.
    package static let height = 9

    /// Pixels from the top of a cell to the baseline.
    package static let ascent = 7

    /// Pixels of the widest glyph.
    package static let maximumWidth = 5

    /// Empty pixels between two letters.
    package static let letterSpacing = 1

    /// Empty pixels between two words.
    static let wordSpacing = Glyph.space.width + 2 * letterSpacing

    /// Stands for characters the font lacks.
    package static let replacement: Character = "\u{FFFD}"

    /// Every character that has a glyph of its own, with that glyph.
    package static let glyphs: [Character: Glyph] = FontSheet.all.reduce(into: [" ": Glyph.space]) {
        $0.merge($1.glyphs()) { _, _ in preconditionFailure("a character is drawn once") }
    }

    /// The glyph that shows a character.
    package static func glyph(for character: Character) -> Glyph {
        glyphs[character] ?? glyphs[replacement] ?? .space
    }

    /// Pixels from the first to the last column of a line at scale 1; 0 for the empty line.
    package static func width(of line: some StringProtocol) -> Int {
        let advances = line.reduce(0) { $0 + glyph(for: $1).width + letterSpacing }
        return max(0, advances - letterSpacing)
    }
}

/// The drawing of one character.
package struct Glyph: Hashable, Sendable {
    /// Columns, 1…``BitmapFont/maximumWidth``.
    package let width: Int

    /// ``BitmapFont/height`` rows from the top; bit 0 is the leftmost column.
    private let rows: [UInt8]

    /// The gap between two words.
    static let space = Glyph(width: 3, rows: [UInt8](repeating: 0, count: BitmapFont.height))

    private init(width: Int, rows: [UInt8]) {
        self.width = width
        self.rows = rows
    }

    /// Reads one cell of a drawing, `#` for ink; columns to the right of the ink are dropped.
    init(cell: [some StringProtocol]) {
        precondition(cell.count == BitmapFont.height, "a cell has as many rows as the font")
        precondition(
            cell.allSatisfy { $0.count == BitmapFont.maximumWidth },
            "a cell has as many columns as the font's widest glyph"
        )
        rows = cell.map { row in
            row.reversed().reduce(0) { $0 << 1 | ($1 == "#" ? 1 : 0) }
        }
        width = UInt8.bitWidth - rows.reduce(0, |).leadingZeroBitCount
    }

    /// Whether a pixel of the cell belongs to the letter.
    package func isInked(column: Int, row: Int) -> Bool {
        rows[row] >> column & 1 == 1
    }
}
