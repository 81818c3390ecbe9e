import ImageCodecs
import Landcover

/// Image and overlay beside each other, the class above them and a legend below.
struct SideBySideFigure {
    private let image: RGBImage
    private let overlay: RGBImage
    private let scale: Int
    private let heading: TextBlock
    private let legend: Legend

    /// Lays the figure out.
    ///
    /// - Precondition: `overlay` has the size of `image`.
    init(explanation: Explanation, image: RGBImage, overlay: RGBImage, colorMap: ColorMap) {
        precondition(
            overlay.width == image.width && overlay.height == image.height,
            "image and overlay have one size"
        )
        self.image = image
        self.overlay = overlay
        scale = HeatmapRenderer.textScale(for: image)
        let width = Self.contentWidth(of: image, scale: scale)
        heading = Self.heading(for: explanation.prediction, width: width, scale: scale)
        legend = Legend(explanation: explanation, colorMap: colorMap, width: width, scale: scale)
    }

    /// Draws the figure.
    func drawn() -> RGBImage {
        let margin = Self.margin * scale
        let gap = Self.gap * scale
        let width = Self.contentWidth(of: image, scale: scale)
        let panels = margin + heading.height + gap
        let foot = panels + image.height + gap
        var canvas = Canvas(
            width: width + 2 * margin,
            height: foot + legend.height + margin,
            color: RGBColor(gray: 255)
        )
        canvas.draw(heading, x: margin, y: margin, width: width, color: RGBColor(gray: 16))
        let left = margin + (width - 2 * image.width - gap) / 2
        canvas.draw(image, x: left, y: panels)
        canvas.draw(overlay, x: left + image.width + gap, y: panels)
        legend.draw(on: &canvas, x: margin, y: foot)
        return canvas.image
    }

    /// Font pixels around the figure.
    private static let margin = 6

    /// Font pixels between the figure's parts.
    private static let gap = 4

    /// Room for the words of the legend, in font pixels: small images do not narrow the figure.
    private static let minimumWidth = 128

    /// Larger than the other words where that fits on one line.
    private static func heading(for prediction: Prediction, width: Int, scale: Int) -> TextBlock {
        let text = Captions.heading(for: prediction)
        let large = TextBlock(text, width: width, scale: scale + 1)
        if large.lines.count == 1, !large.isShortened { return large }
        return TextBlock(text, width: width, scale: scale)
    }

    private static func contentWidth(of image: RGBImage, scale: Int) -> Int {
        max(2 * image.width + gap * scale, minimumWidth * scale)
    }
}
