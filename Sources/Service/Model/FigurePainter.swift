import HeatmapRendering
import ImageCodecs
import Landcover
import Resampling
import Wire

/// Draws the explanations of one image as the PNG files that a client asked for.
struct FigurePainter {
    private let canvas: RGBImage
    private let style: HeatmapStyle
    private let encoder = PNGEncoder()

    /// Prepares to draw over `image` in `style`.
    init(over image: RGBImage, style: HeatmapStyle) {
        self.style = style
        canvas =
            style.layout == .grid
            ? image : Self.resized(image, minimumSide: style.minimumSide)
    }

    /// Adds the picture to an explanation; leaves it as it is if only the grid was asked for.
    func paint(_ explanation: Explanation) throws(ImageError) -> Explanation {
        guard let figure = HeatmapRenderer.render(explanation, over: canvas, style: style) else {
            return explanation
        }
        return Explanation(
            prediction: explanation.prediction,
            heatmap: explanation.heatmap,
            png: try encoder.encode(figure)
        )
    }

    /// Brings the longer side between `minimumSide` and ``Limits/pictureSide``, keeping the proportions.
    private static func resized(_ image: RGBImage, minimumSide: Int) -> RGBImage {
        let longer = max(image.width, image.height)
        let wanted = min(max(longer, minimumSide), Limits.pictureSide)
        guard wanted != longer else { return image }
        func scaled(_ side: Int) -> Int { max(1, (side * wanted + longer / 2) / longer) }
        return BilinearResampler(
            from: (image.width, image.height),
            to: (scaled(image.width), scaled(image.height))
        ).resample(image)
    }
}
