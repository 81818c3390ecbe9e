package import ImageCodecs
package import Landcover

/// Draws heatmaps over the images they explain.
package enum HeatmapRenderer {
    /// Draws an explanation in the layout that the style names.
    ///
    /// The colours are those of the map's values as they are: no picture is brightened or darkened
    /// to its own extremes. A class that nothing speaks for gets a picture that says so, in grey.
    ///
    /// - Parameters:
    ///   - explanation: The class and its map; its `png` is not looked at.
    ///   - image: The explained image at the size it is to be shown at: a caller that honours
    ///     ``HeatmapStyle/minimumSide`` enlarges it first.
    ///   - style: Layout, colours and opacity; an opacity outside 0…1 counts as the nearer end.
    /// - Returns: A picture of the image's size, or for ``HeatmapStyle/Layout/sideBySide`` a figure
    ///   around two of that size; nil for ``HeatmapStyle/Layout/grid``, which has no picture.
    package static func render(
        _ explanation: Explanation,
        over image: RGBImage,
        style: HeatmapStyle
    ) -> RGBImage? {
        switch style.layout {
        case .grid: nil
        case .overlay: overlay(explanation, over: image, style: style)
        case .bare: bare(explanation, over: image, style: style)
        case .sideBySide: sideBySide(explanation, over: image, style: style)
        }
    }

    /// Picture pixels for each pixel of the font, so that text keeps its share of the picture.
    static func textScale(for image: RGBImage) -> Int {
        max(1, min(image.width, image.height) / 200)
    }

    private static func overlay(
        _ explanation: Explanation,
        over image: RGBImage,
        style: HeatmapStyle
    ) -> RGBImage {
        guard explanation.heatmap.hasPositiveEvidence else {
            let className = explanation.prediction.className
            return NoEvidence.labelled(NoEvidence.faded(image), className: className)
        }
        return Overlay(colorMap: style.colorMap, opacity: style.opacity)
            .blend(explanation.heatmap, over: image)
    }

    private static func bare(
        _ explanation: Explanation,
        over image: RGBImage,
        style: HeatmapStyle
    ) -> RGBImage {
        guard explanation.heatmap.hasPositiveEvidence else {
            let hatching = NoEvidence.hatching(like: image)
            return NoEvidence.labelled(hatching, className: explanation.prediction.className)
        }
        return Overlay(colorMap: style.colorMap, opacity: 1)
            .blend(explanation.heatmap, over: image)
    }

    private static func sideBySide(
        _ explanation: Explanation,
        over image: RGBImage,
        style: HeatmapStyle
    ) -> RGBImage {
        let overlay =
            explanation.heatmap.hasPositiveEvidence
            ? Overlay(colorMap: style.colorMap, opacity: style.opacity)
                .blend(explanation.heatmap, over: image)
            : NoEvidence.faded(image)
        return SideBySideFigure(
            explanation: explanation,
            image: image,
            overlay: overlay,
            colorMap: style.colorMap
        ).drawn()
    }
}
