import HeatmapRendering
import ImageCodecs
import Landcover
import Testing

@Suite struct SideBySideFigureTests {
    private let evidence: [Float] = [4, 1, 0, 2]

    private func figure(
        of className: String = "SeaLake",
        probability: Float = 0.987,
        evidence: [Float]? = nil,
        over image: RGBImage
    ) throws -> RGBImage {
        let shown = explanation(
            of: className,
            probability: probability,
            evidence: evidence ?? self.evidence,
            rows: 2,
            columns: 2
        )
        let style = HeatmapStyle(layout: .sideBySide)
        return try #require(HeatmapRenderer.render(shown, over: image, style: style))
    }

    @Test(arguments: [
        (1, 1, 140, 73), (64, 64, 144, 136), (100, 50, 216, 131), (448, 448, 928, 579),
    ])
    func `the figure leaves room for both pictures and the words`(
        width: Int,
        height: Int,
        figureWidth: Int,
        figureHeight: Int
    ) throws {
        let image = RGBImage.pattern(width: width, height: height)
        let drawn = try figure(over: image)
        #expect(drawn.width == figureWidth)
        #expect(drawn.height == figureHeight)
    }

    @Test func `the image is on the left and its overlay on the right`() throws {
        let image = RGBImage.pattern(width: 64, height: 64)
        let drawn = try figure(over: image)
        let overlay = try #require(
            HeatmapRenderer.render(
                explanation(evidence: evidence, rows: 2, columns: 2),
                over: image,
                style: HeatmapStyle(layout: .overlay)
            )
        )
        let top = 6 + 9 + 4
        #expect(drawn.part(x: 6, y: top, width: 64, height: 64) == image)
        #expect(drawn.part(x: 6 + 64 + 4, y: top, width: 64, height: 64) == overlay)
    }

    @Test func `the legend runs through all colours from edge to edge`() throws {
        let drawn = try figure(over: .pattern(width: 200, height: 64))
        let rows = (0..<drawn.height).filter { row in
            (6..<410).allSatisfy { column in
                drawn.color(x: column, y: row)
                    == ColorMap.turbo.color(at: Float(column - 6) / 403)
            }
        }
        #expect(rows.count == 8)
    }

    @Test func `heading and legend say class, probability and peak`() throws {
        let image = RGBImage.pattern(width: 64, height: 64)
        let drawn = try figure(over: image)
        #expect(try figure(of: "Pasture", over: image) != drawn)
        #expect(try figure(probability: 0.5, over: image) != drawn)
        #expect(try figure(evidence: evidence.map { $0 * 2 }, over: image) != drawn)
        #expect(try figure(over: image) == drawn)
    }

    @Test func `without evidence words take the legend's place and the right picture is grey`()
        throws
    {
        let image = RGBImage.pattern(width: 64, height: 64)
        let drawn = try figure(evidence: [-1, -1, -1, 0], over: image)
        #expect(drawn.part(x: 6, y: 19, width: 64, height: 64) == image)
        #expect(drawn.part(x: 74, y: 19, width: 64, height: 64).isGray)
        let foot = drawn.part(x: 0, y: 83, width: drawn.width, height: drawn.height - 83)
        #expect(foot.isGray)
        #expect(foot.pixels.contains(16))
    }

    @Test func `an unreasonable class name does not burst the figure`() throws {
        let name = String(repeating: "Herbaceous", count: 500)
        let image = RGBImage.pattern(width: 64, height: 64)
        let drawn = try figure(of: name, over: image)
        #expect(drawn.width == 144)
        #expect(drawn.height < 200)
    }
}
