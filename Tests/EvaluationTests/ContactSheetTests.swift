import Evaluation
import ImageCodecs
import Testing

@Suite struct ContactSheetTests {
    private func tile(width: Int, height: Int, lines: [String] = ["Forest"]) -> ContactSheet.Tile {
        let pixels = [UInt8](repeating: 0, count: width * height * 3)
        let image = RGBImage(width: width, height: height, pixels: pixels)
        return ContactSheet.Tile(image: image, name: "a.jpg", lines: lines)
    }

    private func blackPixels(of image: RGBImage) -> Int {
        stride(from: 0, to: image.pixels.count, by: 3).count { image.pixels[$0] == 0 }
    }

    @Test func `a picture of EuroSAT is enlarged three times`() throws {
        let sheet = try #require(ContactSheet.drawn([tile(width: 64, height: 64)]))
        #expect(blackPixels(of: sheet) == 192 * 192)
    }

    @Test(arguments: [(1, 1), (64, 32), (3, 500), (1000, 10)])
    func `a picture of any shape keeps it`(width: Int, height: Int) throws {
        let sheet = try #require(ContactSheet.drawn([tile(width: width, height: height)]))
        let longer = max(width, height)
        let expected = max(1, width * 192 / longer) * max(1, height * 192 / longer)
        #expect(blackPixels(of: sheet) == expected)
    }

    @Test func `tiles fill rows from the left, and a row is as high as its longest caption`() throws
    {
        let short = tile(width: 64, height: 64)
        let long = tile(width: 64, height: 64, lines: ["Forest", "→ River 97.0 %"])
        let one = try #require(ContactSheet.drawn([short], columns: 2))
        let two = try #require(ContactSheet.drawn([short, short], columns: 2))
        let three = try #require(ContactSheet.drawn([short, short, short], columns: 2))
        let tall = try #require(ContactSheet.drawn([short, long], columns: 2))
        #expect(two.height == one.height && two.width == one.width + 256)
        #expect(three.width == two.width && three.height > two.height)
        #expect(tall.height > two.height)
    }

    @Test func `a mistake's tile says the true class, the predicted one and how sure it was`()
        throws
    {
        let summary = try EvaluationSummary(of: fourOutcomes, classNames: threeNames)
        let mistake = try #require(summary.worstMistakes(1).first)
        let tile = ContactSheet.Tile(
            mistake,
            image: RGBImage(width: 1, height: 1, pixels: [0, 0, 0]),
            classNames: threeNames
        )
        #expect(tile.lines == ["Forest", "→ River 60.0 %"])
        #expect(tile.name == "1.jpg")
    }

    @Test func `without tiles there is no sheet`() {
        #expect(ContactSheet.drawn([]) == nil)
    }
}
