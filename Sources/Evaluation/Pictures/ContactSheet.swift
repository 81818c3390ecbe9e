import HeatmapRendering
package import ImageCodecs
import Resampling
import PlainText

/// Pictures in rows with words below each, for a look at many at once.
package enum ContactSheet {
    /// A picture and what is said of it.
    package struct Tile: Hashable, Sendable {
        /// The picture, of any size.
        package let image: RGBImage

        /// What the picture is called, such as `Forest/Forest_12.jpg`.
        package let name: String

        /// The lines below it, such as `Forest` and `→ Pasture 97 %`.
        package let lines: [String]

        /// States a tile.
        package init(image: RGBImage, name: String, lines: [String]) {
            self.image = image
            self.name = name
            self.lines = lines
        }

        /// States a tile about a mistake: the true class, then the predicted one.
        package init(_ mistake: Mistake, image: RGBImage, classNames: [String]) {
            let confidence = FixedPoint.percentage(mistake.confidence, places: 1)
            self.init(
                image: image,
                // The folder, which is the class in most sets, is what there is no room for.
                name: mistake.name.split(separator: "/").last.map(String.init) ?? "",
                lines: [
                    classNames[mistake.label],
                    "→ \(classNames[mistake.predicted]) \(confidence)",
                ]
            )
        }
    }

    /// Draws the tiles row by row; nil if there is none.
    ///
    /// - Parameters:
    ///   - tiles: The pictures from the top left.
    ///   - columns: Tiles in a row, at least 1.
    /// - Returns: A picture on white.
    package static func drawn(_ tiles: [Tile], columns: Int = 5) -> RGBImage? {
        precondition(columns > 0, "a row has a tile")
        guard !tiles.isEmpty else { return nil }
        let captions = tiles.map(Caption.init)
        let columns = min(columns, tiles.count)
        let rows = stride(from: 0, to: tiles.count, by: columns).map { start in
            start..<min(start + columns, tiles.count)
        }
        let heights = rows.map { row in
            pictureSide + gap + (captions[row].map(\.height).max() ?? 0) + margin
        }
        var canvas = Canvas(
            width: margin + columns * (tileWidth + margin),
            height: margin + heights.reduce(0, +),
            color: RGBColor(gray: 255)
        )
        var y = margin
        for (row, height) in zip(rows, heights) {
            for (column, index) in row.enumerated() {
                let x = margin + column * (tileWidth + margin)
                let picture = enlarged(tiles[index].image)
                canvas.draw(
                    picture,
                    x: x + (tileWidth - picture.width) / 2,
                    y: y + (pictureSide - picture.height) / 2
                )
                captions[index].draw(on: &canvas, x: x, y: y + pictureSide + gap)
            }
            y += height
        }
        return canvas.image
    }

    /// Pixels around the tiles.
    private static let margin = 16

    /// Pixels between a picture and its words.
    private static let gap = 6

    /// The longer side of every picture: three times EuroSAT's.
    private static let pictureSide = 192

    /// Wider than a picture: the longest of EuroSAT's class names and a percentage fit a line.
    private static let tileWidth = 240

    private static func enlarged(_ image: RGBImage) -> RGBImage {
        let longer = max(image.width, image.height)
        let width = max(1, image.width * pictureSide / longer)
        let height = max(1, image.height * pictureSide / longer)
        return BilinearResampler(
            from: (width: image.width, height: image.height),
            to: (width: width, height: height)
        ).resample(image)
    }

    /// The words below a picture, set in the middle.
    private struct Caption {
        let blocks: [(block: TextBlock, color: RGBColor)]

        init(_ tile: Tile) {
            let words = tile.lines.map { line in
                (TextBlock(line, width: tileWidth, scale: 2), RGBColor(gray: 16))
            }
            let name = TextBlock(tile.name, width: tileWidth, scale: 1)
            blocks = words + [(name, RGBColor(gray: 96))]
        }

        var height: Int { blocks.reduce(0) { $0 + $1.block.height + gap } }

        func draw(on canvas: inout Canvas, x: Int, y: Int) {
            var top = y
            for (block, color) in blocks {
                canvas.draw(block, x: x, y: top, width: tileWidth, color: color)
                top += block.height + gap
            }
        }
    }
}
