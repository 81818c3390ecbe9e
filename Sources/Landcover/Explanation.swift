/// The answer to "why this class?", for one class of one image.
package struct Explanation: Hashable, Sendable {
    /// The class that is explained, with what the network says of it.
    package let prediction: Prediction

    /// Where the evidence for it lies.
    package let heatmap: Heatmap

    /// The drawn heatmap as a PNG file; empty if only the grid was asked for.
    package let png: [UInt8]

    /// States an explanation.
    package init(prediction: Prediction, heatmap: Heatmap, png: [UInt8] = []) {
        self.prediction = prediction
        self.heatmap = heatmap
        self.png = png
    }
}

/// The class or classes that an explanation is wanted for.
package enum ExplanationTarget: Hashable, Sendable {
    /// The most likely class.
    case predicted
    /// The class of this name.
    case named(String)
    /// Every class of the model, in the model's order.
    case every
}

/// How a heatmap is drawn.
package struct HeatmapStyle: Hashable, Sendable {
    /// What the picture shows.
    package enum Layout: String, Hashable, Sendable, CaseIterable {
        /// No picture: the grid of floats alone.
        case grid
        /// The heatmap over the image.
        case overlay
        /// Image and overlay beside each other, with a legend of the colours.
        case sideBySide = "side-by-side"
        /// The heatmap alone.
        case bare
    }

    /// What the picture shows.
    package var layout: Layout

    /// The colours that stand for 0…1.
    package var colorMap: ColorMap

    /// The heatmap's share in the overlay, 0 (invisible) … 1 (hides the image).
    package var opacity: Float

    /// Enlarges the picture until its longer side has this many pixels; 0 keeps the image's size.
    package var minimumSide: Int

    /// States a style; the defaults are the client's.
    package init(
        layout: Layout = .overlay,
        colorMap: ColorMap = .turbo,
        opacity: Float = 0.5,
        minimumSide: Int = 0
    ) {
        self.layout = layout
        self.colorMap = colorMap
        self.opacity = opacity
        self.minimumSide = minimumSide
    }
}

/// A scale of colours for values of 0…1.
package enum ColorMap: String, Hashable, Sendable, CaseIterable {
    /// Google's improved rainbow (Mikhailov 2019): the contrast of jet without its false edges.
    case turbo
    /// The classic rainbow; its yellow and cyan bands suggest edges that are not in the data.
    case jet
    /// Matplotlib's perceptually uniform default; safe for colour-blind readers.
    case viridis
}
