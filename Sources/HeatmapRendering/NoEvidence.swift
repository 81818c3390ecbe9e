import ImageCodecs

/// The pictures of a class that nothing in the image speaks for.
///
/// A map of zeros would be one flat colour, which reads as a fault or as weak evidence everywhere.
/// These pictures are grey, which no colour map is, and say what is the matter where a line of text
/// fits: the shortest wording needs 62 × 26 pixels.
enum NoEvidence {
    /// The image in shades of grey at half its contrast: faded, still recognisable.
    static func faded(_ image: RGBImage) -> RGBImage {
        var faded = image
        for start in stride(from: 0, to: image.pixels.count, by: 3) {
            // Rec. 601 luma, the weights of Pillow's mode L.
            let luma =
                0.299 * Float(image.pixels[start])
                + 0.587 * Float(image.pixels[start + 1])
                + 0.114 * Float(image.pixels[start + 2])
            let shade = UInt8(48 + luma / 2 + 0.5)
            for channel in 0..<3 {
                faded.pixels[start + channel] = shade
            }
        }
        return faded
    }

    /// Diagonal stripes in two shades of grey, as large as the image: "nothing is plotted here".
    static func hatching(like image: RGBImage) -> RGBImage {
        let stripe = 4 * HeatmapRenderer.textScale(for: image)
        var canvas = Canvas(width: image.width, height: image.height, color: RGBColor(gray: 96))
        for y in 0..<image.height {
            for x in 0..<image.width where (x + y) / stripe % 2 == 0 {
                canvas.set(x: x, y: y, to: RGBColor(gray: 80))
            }
        }
        return canvas.image
    }

    /// Writes along the lower edge that nothing speaks for the class.
    ///
    /// The wording is as full as half of the picture has room for; the picture itself if none fits.
    static func labelled(_ picture: RGBImage, className: String) -> RGBImage {
        let scale = HeatmapRenderer.textScale(for: picture)
        let padding = 2 * scale
        guard
            let label = label(
                for: className,
                width: picture.width - 2 * padding,
                height: picture.height / 2 - 2 * padding,
                scale: scale
            )
        else { return picture }
        var canvas = Canvas(picture)
        let height = label.height + 2 * padding
        let top = picture.height - height
        canvas.fill(x: 0, y: top, width: picture.width, height: height, with: RGBColor(gray: 16))
        canvas.draw(
            label,
            x: 0,
            y: top + padding,
            width: picture.width,
            color: RGBColor(gray: 255)
        )
        return canvas.image
    }

    /// The fullest wording that fits without cutting a word; nil if none does.
    private static func label(
        for className: String,
        width: Int,
        height: Int,
        scale: Int
    ) -> TextBlock? {
        let wordings = [
            Captions.noEvidence(for: className), "no evidence for \(className)", "no evidence",
        ]
        return wordings.lazy
            .map { TextBlock($0, width: width, scale: scale) }
            .first { !$0.isShortened && $0.height <= height }
    }
}
