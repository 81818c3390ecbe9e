/// What one image may cost; checked before the cost arises.
package struct ImageLimits: Hashable, Sendable {
    /// Width times height as stored in the file, at most.
    ///
    /// Decoded pixels take three bytes each, twice that for a moment if they must be turned upright.
    package var maximumPixels: Int

    /// Width or height as stored in the file, at most.
    ///
    /// The default is libjpeg's own bound. Without it a PNG one pixel high could be so wide that
    /// the weights for resampling it outgrow the picture.
    package var maximumSide: Int

    /// Bytes that libjpeg may take beside the pixels, at most.
    ///
    /// A progressive JPEG needs up to six for each pixel, all others a few rows.
    package var maximumWorkingMemory: Int

    /// Scans of a JPEG, at most.
    ///
    /// A scan may take ten bytes of the file and still a walk over all its pixels. Encoders write
    /// ten scans or so.
    package var maximumScans: Int

    /// States limits; the defaults admit any photograph and most mosaics.
    ///
    /// - Precondition: All are positive.
    package init(
        maximumPixels: Int = 100_000_000,
        maximumSide: Int = 65_500,
        maximumWorkingMemory: Int = 512 << 20,
        maximumScans: Int = 200
    ) {
        precondition(
            min(maximumPixels, maximumSide, maximumWorkingMemory, maximumScans) > 0,
            "a limit admits something"
        )
        self.maximumPixels = maximumPixels
        self.maximumSide = maximumSide
        self.maximumWorkingMemory = maximumWorkingMemory
        self.maximumScans = maximumScans
    }
}
