import FoundationEssentials

/// An image of a report with what the model says of it.
package struct SamplePrediction: Hashable, Sendable {
    /// The image as a PNG file.
    package let imagePNG: [UInt8]

    /// The evidence for the predicted class over the image, as a PNG file; nil for none.
    package let heatmapPNG: [UInt8]?

    /// What is written first, such as `Forest → Pasture 97.1 %`.
    package let caption: String

    /// What is written below it, such as the image's name.
    package let detail: String

    /// Whether the predicted class is the true one; nil if that is not known.
    package let isRight: Bool?

    /// States a sample.
    package init(
        imagePNG: [UInt8],
        heatmapPNG: [UInt8]? = nil,
        caption: String,
        detail: String = "",
        isRight: Bool?
    ) {
        self.imagePNG = imagePNG
        self.heatmapPNG = heatmapPNG
        self.caption = caption
        self.detail = detail
        self.isRight = isRight
    }

    /// The sample as a figure of a page; the pictures are part of it.
    var element: Element {
        let heatmap = heatmapPNG.map { [Self.picture($0, alternative: "evidence: \(caption)")] }
        let pictures = [Self.picture(imagePNG, alternative: caption)] + (heatmap ?? [])
        let sign = isRight.map { isRight in
            Element(
                "span",
                ["class": isRight ? "sign hit" : "sign miss"],
                text: isRight ? "✓ right" : "✗ wrong"
            )
        }
        let words =
            (sign.map { [$0] } ?? []) + [
                Element("strong", text: caption),
                Element("small", text: detail),
            ]
        return Element(
            "figure",
            ["class": "sample"],
            [Element("div", ["class": "pair"], pictures), Element("figcaption", [:], words)]
        )
    }

    private static func picture(_ png: [UInt8], alternative: String) -> Element {
        let source = "data:image/png;base64," + Data(png).base64EncodedString()
        return Element("img", ["src": source, "alt": alternative])
    }
}
