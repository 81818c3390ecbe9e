/// What a model's tokens cost, and how many an image counts as.
package struct Price: Hashable, Sendable {
    /// US dollars per million tokens of the question.
    package let input: Double

    /// US dollars per million tokens of the question that the server still knew.
    package let cachedInput: Double

    /// US dollars per million tokens of the answer.
    package let output: Double

    /// The tokens that an image counts as at low detail, and the first part of them at high.
    package let imageBase: Int

    /// The tokens that each tile of 512 × 512 pixels counts as besides, at high detail.
    package let imageTile: Int

    /// States a price; the usual counts of an image are gpt-4o's.
    package init(
        input: Double,
        cachedInput: Double? = nil,
        output: Double,
        imageBase: Int = 85,
        imageTile: Int = 170
    ) {
        self.input = input
        self.cachedInput = cachedInput ?? input
        self.output = output
        self.imageBase = imageBase
        self.imageTile = imageTile
    }

    /// What a question and its answer cost, in US dollars.
    package func cost(of usage: TokenUsage) -> Double {
        let cached = usage.cachedPrompt ?? 0
        let millionfold =
            Double(usage.prompt - cached) * input + Double(cached) * cachedInput
            + Double(usage.completion) * output
        return millionfold / 1_000_000
    }

    /// The tokens that an image counts as.
    ///
    /// At high detail the server fits it into 2048 × 2048 pixels and its shorter side into 768, and
    /// counts tiles. Where the server decides on the detail, the dearer one is meant.
    func tokens(of image: PreparedImage, detail: ImageDetail) -> Int {
        guard detail != .low else { return imageBase }
        var (width, height) = (Double(image.width), Double(image.height))
        let scale = min(1, 2048 / max(width, height), 768 / min(width, height))
        (width, height) = (width * scale, height * scale)
        let tiles = Int((width / 512).rounded(.up)) * Int((height / 512).rounded(.up))
        return imageBase + imageTile * tiles
    }
}
