import HeatmapRendering
import ImageCodecs
import Landcover
import Testing

@Suite struct NoEvidenceTests {
    private func picture(
        _ layout: HeatmapStyle.Layout,
        of className: String = "SeaLake",
        over image: RGBImage
    ) throws -> RGBImage {
        let nothing = explanation(
            of: className,
            evidence: [-3, 0, -0.5, -1],
            rows: 2,
            columns: 2
        )
        #expect(!nothing.heatmap.hasPositiveEvidence)
        let style = HeatmapStyle(layout: layout)
        return try #require(HeatmapRenderer.render(nothing, over: image, style: style))
    }

    @Test(arguments: [HeatmapStyle.Layout.overlay, .bare], [1, 20, 64, 224, 448])
    func `the picture is grey at every size`(layout: HeatmapStyle.Layout, side: Int) throws {
        let image = RGBImage.pattern(width: side, height: side)
        #expect(try picture(layout, over: image).isGray)
    }

    @Test func `the overlay shows the image at half its contrast`() throws {
        let black = RGBImage.flat(RGBColor(gray: 0), width: 20, height: 20)
        let white = RGBImage.flat(RGBColor(gray: 255), width: 20, height: 20)
        #expect(try picture(.overlay, over: black).color(x: 3, y: 3) == RGBColor(gray: 48))
        #expect(try picture(.overlay, over: white).color(x: 3, y: 3) == RGBColor(gray: 176))
        let green = RGBImage.flat(
            RGBColor(red: 0, green: 200, blue: 0),
            width: 20,
            height: 20
        )
        #expect(try picture(.overlay, over: green).color(x: 3, y: 3) == RGBColor(gray: 107))
    }

    @Test func `the bare map is hatched, not flat`() throws {
        let image = RGBImage.pattern(width: 20, height: 20)
        let bare = try picture(.bare, over: image)
        #expect(Set((0..<20).map { bare.color(x: $0, y: 0) }).count == 2)
    }

    @Test(arguments: [HeatmapStyle.Layout.overlay, .bare])
    func `words along the lower edge name the class from 64 pixels on`(
        layout: HeatmapStyle.Layout
    ) throws {
        let image = RGBImage.flat(RGBColor(gray: 90), width: 64, height: 64)
        let sea = try picture(layout, of: "SeaLake", over: image)
        let river = try picture(layout, of: "River", over: image)
        #expect(sea.pixels.count(where: { $0 == 255 }) > 3 * 100)
        #expect(sea != river)
    }

    @Test func `a class name too long for the picture is left out, not cut`() throws {
        let image = RGBImage.flat(RGBColor(gray: 90), width: 64, height: 64)
        let long = try picture(.overlay, of: "HerbaceousVegetation", over: image)
        let longer = try picture(.overlay, of: "HerbaceousVegetationAndMoss", over: image)
        #expect(long == longer)
        #expect(long.pixels.contains(255))
    }

    @Test(arguments: [HeatmapStyle.Layout.overlay, .bare], [64, 100, 224, 448, 1024])
    func `at least half of the picture stays free of words`(
        layout: HeatmapStyle.Layout,
        side: Int
    ) throws {
        let image = RGBImage.flat(RGBColor(gray: 90), width: side, height: side)
        let drawn = try picture(layout, of: "HerbaceousVegetation", over: image)
        let half = drawn.part(x: 0, y: 0, width: side, height: side / 2)
        #expect(!half.pixels.contains(255) && !half.pixels.contains(16))
    }

    @Test(arguments: [(62, 26, true), (61, 26, false), (62, 25, false), (1, 1, false)])
    func `the shortest wording needs 62 × 26 pixels`(
        width: Int,
        height: Int,
        hasWords: Bool
    ) throws {
        let image = RGBImage.flat(RGBColor(gray: 90), width: width, height: height)
        #expect(try picture(.overlay, over: image).pixels.contains(255) == hasWords)
    }
}
