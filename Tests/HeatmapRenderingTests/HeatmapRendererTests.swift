import HeatmapRendering
import ImageCodecs
import Landcover
import Testing

@Suite struct HeatmapRendererTests {
    private let image = RGBImage.pattern(width: 40, height: 30)
    private let sea = explanation(evidence: [4, 1, 0, 2], rows: 2, columns: 2)

    private func render(_ style: HeatmapStyle) throws -> RGBImage {
        try #require(HeatmapRenderer.render(sea, over: image, style: style))
    }

    @Test func `an invisible overlay is the image itself`() throws {
        #expect(try render(HeatmapStyle(layout: .overlay, opacity: 0)) == image)
    }

    @Test func `an opaque overlay is the bare map`() throws {
        let opaque = try render(HeatmapStyle(layout: .overlay, opacity: 1))
        #expect(try render(HeatmapStyle(layout: .bare, opacity: 0.3)) == opaque)
        #expect(opaque.color(x: 0, y: 0) == ColorMap.turbo.color(at: 1))
    }

    @Test(arguments: ColorMap.allCases)
    func `the bare map has the colours of its values`(map: ColorMap) throws {
        let bare = try render(HeatmapStyle(layout: .bare, colorMap: map))
        let values = sea.heatmap.upsampled(width: image.width, height: image.height)
        for (index, value) in values.enumerated() {
            let color = bare.color(x: index % image.width, y: index / image.width)
            #expect(color == map.color(at: value))
        }
    }

    @Test(arguments: [Float(0.25), 0.5, 0.9])
    func `each channel is the weighted mean of image and colour`(opacity: Float) throws {
        let overlay = try render(HeatmapStyle(layout: .overlay, opacity: opacity))
        let bare = try render(HeatmapStyle(layout: .bare))
        for index in image.pixels.indices {
            let mean =
                (1 - Double(opacity)) * Double(image.pixels[index])
                + Double(opacity) * Double(bare.pixels[index])
            #expect(abs(Double(overlay.pixels[index]) - mean) <= 0.5001)
        }
    }

    @Test func `a dark image stays dark under the overlay`() throws {
        let black = RGBImage.flat(RGBColor(gray: 0), width: 8, height: 8)
        let style = HeatmapStyle(layout: .overlay, opacity: 0.5)
        let overlay = try #require(HeatmapRenderer.render(sea, over: black, style: style))
        #expect(overlay.pixels.allSatisfy { $0 <= 128 })
    }

    @Test(arguments: [(Float(-1), Float(0)), (.nan, 0), (2, 1), (.infinity, 1)])
    func `an opacity outside 0…1 counts as the nearer end`(given: Float, meant: Float) throws {
        #expect(
            try render(HeatmapStyle(layout: .overlay, opacity: given))
                == render(HeatmapStyle(layout: .overlay, opacity: meant))
        )
    }

    @Test func `the grid has no picture`() {
        #expect(HeatmapRenderer.render(sea, over: image, style: HeatmapStyle(layout: .grid)) == nil)
    }

    @Test(arguments: [(1, 1), (7, 300), (64, 64), (65, 33), (448, 448)], [true, false])
    func `overlay and bare map have the image's size`(size: (Int, Int), hasEvidence: Bool) throws {
        let image = RGBImage.pattern(width: size.0, height: size.1)
        let shown = explanation(evidence: [hasEvidence ? 1 : -1], rows: 1, columns: 1)
        for layout in [HeatmapStyle.Layout.overlay, .bare] {
            let style = HeatmapStyle(layout: layout)
            let picture = try #require(HeatmapRenderer.render(shown, over: image, style: style))
            #expect(picture.width == size.0 && picture.height == size.1)
        }
    }

    @Test func `a value that is not a number is drawn as no evidence`() throws {
        let broken = Explanation(
            prediction: sea.prediction,
            heatmap: Heatmap(rows: 1, columns: 2, values: [.nan, .infinity], peak: 1)
        )
        let style = HeatmapStyle(layout: .bare)
        let picture = try #require(HeatmapRenderer.render(broken, over: image, style: style))
        #expect(picture.color(x: 0, y: 0) == ColorMap.turbo.color(at: 0))
    }
}
