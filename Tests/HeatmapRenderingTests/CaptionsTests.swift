import HeatmapRendering
import Landcover
import Testing

@Suite struct CaptionsTests {
    @Test(arguments: [
        (Float(0), "0.0 %"), (0.0001, "<0.1 %"), (0.001, "0.1 %"), (0.5, "50.0 %"),
        (0.9874, "98.7 %"), (0.9994, "99.9 %"), (0.9999, ">99.9 %"), (1, "100.0 %"),
        (.nan, "? %"), (.infinity, "? %"),
    ])
    func `a share is written in percent with one decimal`(share: Float, text: String) {
        #expect(Captions.percentage(of: share) == text)
    }

    @Test(arguments: [
        (Float(0), "0.000"), (0.0001, "<0.001"), (0.0123, "0.012"), (0.9999, "1.00"),
        (3.214, "3.21"), (9.996, "10.0"), (12.34, "12.3"), (123.4, "123"), (.infinity, "?"),
        (.nan, "?"),
    ])
    func `a strength has about three significant digits`(value: Float, text: String) {
        #expect(Captions.magnitude(value) == text)
    }

    @Test func `the captions are whole sentences' worth`() {
        let sea = explanation(evidence: [3.21], rows: 1, columns: 1)
        #expect(Captions.heading(for: sea.prediction) == "SeaLake 98.7 %")
        #expect(Captions.peak(of: sea.heatmap) == "peak 3.21 logit units")
        #expect(Captions.noEvidence(for: "River") == "no evidence for River in this image")
    }

    @Test func `every character of the captions has a glyph`() {
        let sea = explanation(evidence: [3.21], rows: 1, columns: 1)
        let captions = [
            Captions.legend, Captions.heading(for: sea.prediction), Captions.peak(of: sea.heatmap),
            Captions.noEvidence(for: "River"), Captions.percentage(of: 0.0001),
            Captions.percentage(of: 0.9999), Captions.magnitude(.nan),
        ]
        for character in captions.joined() {
            #expect(BitmapFont.glyphs[character] != nil, "\(character)")
        }
    }
}
