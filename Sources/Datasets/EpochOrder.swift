import Randomness

/// The order in which an epoch goes through the examples.
package struct EpochOrder: Hashable, Sendable {
    /// Every number from 0 up to the number of examples, once.
    package let indices: [Int]

    /// Shuffles the examples (Fisher and Yates) for one epoch of a run.
    ///
    /// - Parameters:
    ///   - count: The number of examples.
    ///   - seed: The run's seed.
    ///   - epoch: Which epoch; each has an order of its own.
    /// - Precondition: `count` and `epoch` are not negative.
    package init(count: Int, seed: UInt64, epoch: Int) {
        precondition(count >= 0 && epoch >= 0, "counts are not negative")
        var generator = SeededGenerator(seed: seed, stream: UInt64(epoch))
        var indices = Array(0..<count)
        for last in indices.indices.dropFirst().reversed() {
            indices.swapAt(last, generator.integer(in: 0...last))
        }
        self.indices = indices
    }
}
