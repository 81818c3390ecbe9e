import Landcover

/// What the colours of a figure mean: a bar from 0 to 1 with its unit; words if there is no colour.
struct Legend {
    private let colorMap: ColorMap
    private let width: Int
    private let scale: Int
    private let showsColors: Bool
    private let lines: [TextBlock]

    /// Chooses the words and sets them in lines.
    ///
    /// - Parameters:
    ///   - explanation: The class and its map.
    ///   - colorMap: The colours that stand for 0…1.
    ///   - width: Pixels from edge to edge.
    ///   - scale: Pixels of the picture for each pixel of the font.
    init(explanation: Explanation, colorMap: ColorMap, width: Int, scale: Int) {
        self.colorMap = colorMap
        self.width = width
        self.scale = scale
        showsColors = explanation.heatmap.hasPositiveEvidence
        let captions =
            showsColors
            ? [Captions.legend, Captions.peak(of: explanation.heatmap)]
            : [Captions.noEvidence(for: explanation.prediction.className)]
        let column = width - (showsColors ? 2 * Self.labelWidth * scale : 0)
        lines = captions.map { TextBlock($0, width: column, scale: scale) }
    }

    /// Pixels from the top of the bar to the bottom of the last line.
    var height: Int {
        let text = lines.reduce(0) { $0 + $1.height } + (lines.count - 1) * Self.gap * scale
        return showsColors ? (Self.barHeight + Self.gap) * scale + text : text
    }

    /// Draws the legend with its top left corner at `x`, `y`.
    func draw(on canvas: inout Canvas, x: Int, y: Int) {
        let ink = RGBColor(gray: 16)
        var top = y
        if showsColors {
            drawBar(on: &canvas, x: x, y: y)
            top += (Self.barHeight + Self.gap) * scale
            let right = x + width - BitmapFont.width(of: "1") * scale
            canvas.draw("0", x: x, y: top, scale: scale, color: ink)
            canvas.draw("1", x: right, y: top, scale: scale, color: ink)
        }
        for block in lines {
            canvas.draw(block, x: x, y: top, width: width, color: ink)
            top += block.height + Self.gap * scale
        }
    }

    private func drawBar(on canvas: inout Canvas, x: Int, y: Int) {
        for column in 0..<width {
            canvas.fill(
                x: x + column,
                y: y,
                width: 1,
                height: Self.barHeight * scale,
                with: colorMap.color(at: Float(column) / Float(max(1, width - 1)))
            )
        }
    }

    /// Font pixels of the bar from top to bottom.
    private static let barHeight = 8

    /// Font pixels between the legend's parts.
    private static let gap = 3

    /// Font pixels kept free beside the captions for the numbers at the bar's ends.
    private static let labelWidth = 8
}
