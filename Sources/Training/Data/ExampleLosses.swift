/// What each training example was answered like, for ``DataPruning`` to go by.
package struct ExampleLosses: Hashable, Sendable {
    /// The loss when the example was seen last; infinite before that.
    package private(set) var latest: [Float]
    /// ``latest`` when the epoch under way began, from which its plan follows.
    package private(set) var atEpochStart: [Float]

    /// Knows nothing of `count` examples yet.
    package init(count: Int) {
        latest = [Float](repeating: .infinity, count: count)
        atEpochStart = latest
    }

    /// Goes on with what an earlier process has noted.
    ///
    /// - Precondition: Both are of the same examples.
    package init(latest: [Float], atEpochStart: [Float]) {
        precondition(latest.count == atEpochStart.count, "losses are of the same examples")
        self.latest = latest
        self.atEpochStart = atEpochStart
    }

    /// Notes the losses of some examples.
    mutating func note(_ losses: [Float], of examples: some Sequence<Int>) {
        for (example, loss) in zip(examples, losses) { latest[example] = loss }
    }

    /// Makes the latest losses those that the next epoch's plan follows from.
    mutating func beginEpoch() {
        atEpochStart = latest
    }
}
