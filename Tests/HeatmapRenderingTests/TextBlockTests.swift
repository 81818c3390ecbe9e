import HeatmapRendering
import Testing

@Suite struct TextBlockTests {
    @Test func `words that fit stay on one line`() {
        let block = TextBlock("no evidence", width: 59, scale: 1)
        #expect(block.lines == ["no evidence"])
        #expect(block.width == BitmapFont.width(of: "no evidence"))
        #expect(block.height == BitmapFont.height)
        #expect(!block.isShortened)
    }

    @Test func `lines are about equally long`() {
        let block = TextBlock("no evidence for SeaLake in this image", width: 200, scale: 1)
        #expect(block.lines == ["no evidence for SeaLake in this image"])
        let narrow = TextBlock("no evidence for SeaLake in this image", width: 185, scale: 1)
        #expect(narrow.lines == ["no evidence for", "SeaLake in this image"])
    }

    @Test(arguments: 1...250, [1, 2])
    func `no line is wider than the column`(width: Int, scale: Int) {
        let block = TextBlock(
            "evidence, relative to this image's maximum",
            width: width,
            scale: scale
        )
        // An ellipsis alone is the least that is written.
        let least = scale * BitmapFont.width(of: "…")
        #expect(block.width <= max(width, least))
    }

    @Test(arguments: [60, 90, 130, 400])
    func `no word is lost`(width: Int) {
        let text = "evidence, relative to this image's maximum"
        let block = TextBlock(text, width: width, scale: 1)
        #expect(block.lines.joined(separator: " ") == text)
    }

    @Test func `a word too wide for the column ends in an ellipsis`() {
        let block = TextBlock("a HerbaceousVegetation b", width: 40, scale: 1)
        #expect(block.isShortened)
        #expect(block.lines == ["a", "Herbac…", "b"])
    }

    @Test func `a text without words takes no room`() {
        let block = TextBlock("   ", width: 40, scale: 2)
        #expect(block.lines.isEmpty)
        #expect(block.width == 0 && block.height == 0)
    }

    @Test func `scale enlarges both axes`() {
        let block = TextBlock("one two", width: 40, scale: 2)
        #expect(block.lines == ["one", "two"])
        #expect(block.height == (9 + 2 + 9) * 2)
        #expect(block.width == 2 * BitmapFont.width(of: "one"))
    }
}
