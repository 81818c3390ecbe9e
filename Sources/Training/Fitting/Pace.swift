/// Counts images by the clock.
struct Pace {
    private let clock: ContinuousClock
    private let start: ContinuousClock.Instant
    private var images = 0

    /// Begins to count now.
    init(_ clock: ContinuousClock) {
        self.clock = clock
        start = clock.now
    }

    /// Counts images that are done.
    mutating func count(images: Int) {
        self.images += images
    }

    /// The pace since the beginning.
    var imagesPerSecond: Double {
        Double(images) / max(start.duration(to: clock.now) / .seconds(1), 1e-9)
    }
}
