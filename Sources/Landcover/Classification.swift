/// The answer to "what is on this image?".
package struct Classification: Hashable, Sendable {
    /// Most likely class first; as many as were asked for, at least one.
    package let predictions: [Prediction]

    /// The image that was classified.
    package let image: ImageSummary

    /// States a classification.
    ///
    /// - Precondition: `predictions` is not empty.
    package init(predictions: [Prediction], image: ImageSummary) {
        precondition(!predictions.isEmpty, "a classification names at least one class")
        self.predictions = predictions
        self.image = image
    }

    /// The most likely class.
    package var best: Prediction { predictions[0] }
}

/// What was learnt about an image file while it was decoded.
package struct ImageSummary: Hashable, Sendable {
    /// Pixels a row as stored in the file, after its EXIF orientation was applied.
    package let width: Int

    /// Rows as stored in the file, after its EXIF orientation was applied.
    package let height: Int

    /// Recoverable damage the decoder met, one sentence each; empty for a sound file.
    package let warnings: [String]

    /// States a summary.
    package init(width: Int, height: Int, warnings: [String] = []) {
        self.width = width
        self.height = height
        self.warnings = warnings
    }
}
