import HeatmapRendering
import Testing

@Suite struct BitmapFontTests {
    private func ink(of glyph: Glyph) -> [[Bool]] {
        (0..<BitmapFont.height).map { row in
            (0..<glyph.width).map { glyph.isInked(column: $0, row: row) }
        }
    }

    @Test func `letters, digits and the captions' punctuation have glyphs`() {
        let needed =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,%:-+/()='<>_&→"
        for character in needed {
            #expect(BitmapFont.glyphs[character] != nil, "\(character)")
        }
    }

    @Test func `no two characters look alike`() {
        let drawings = Set(BitmapFont.glyphs.values.map(ink))
        #expect(drawings.count == BitmapFont.glyphs.count)
    }

    @Test(arguments: BitmapFont.glyphs.keys.sorted().filter { $0 != " " })
    func `a glyph fills its cell's width and stays inside it`(character: Character) throws {
        let glyph = try #require(BitmapFont.glyphs[character])
        #expect((1...BitmapFont.maximumWidth).contains(glyph.width))
        let rows = ink(of: glyph)
        #expect(rows.contains { $0.first == true }, "the first column has ink")
        #expect(rows.contains { $0.last == true }, "the last column has ink")
        let beyond = (0..<BitmapFont.height).flatMap { row in
            (glyph.width..<8).map { glyph.isInked(column: $0, row: row) }
        }
        #expect(!beyond.contains(true))
    }

    @Test(arguments: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefhiklmnorstuvwxz0123456789.%"))
    func `what has no descender stands on the baseline`(character: Character) {
        let rows = ink(of: BitmapFont.glyph(for: character))
        #expect(rows[BitmapFont.ascent - 1].contains(true))
        #expect(!rows[BitmapFont.ascent...].joined().contains(true))
    }

    @Test func `the space is empty`() {
        let space = BitmapFont.glyph(for: " ")
        #expect(space.width == 3)
        #expect(!ink(of: space).joined().contains(true))
    }

    @Test(arguments: ["é", "海", "🌊", "\n", "\u{0}"] as [Character])
    func `an unknown character shows as a box`(character: Character) {
        let box = BitmapFont.glyph(for: BitmapFont.replacement)
        #expect(BitmapFont.glyph(for: character) == box)
        #expect(box != BitmapFont.glyph(for: "O") && box.width == BitmapFont.maximumWidth)
    }

    @Test func `a line is as wide as its glyphs and the gaps between them`() {
        #expect(BitmapFont.width(of: "") == 0)
        #expect(BitmapFont.width(of: "A") == 5)
        #expect(BitmapFont.width(of: "Ai") == 5 + 1 + 1)
        #expect(BitmapFont.width(of: "A A") == 5 + 1 + 3 + 1 + 5)
    }
}
