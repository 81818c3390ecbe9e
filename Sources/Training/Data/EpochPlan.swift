import Datasets
package import Randomness

/// Which examples an epoch goes through, in which order, and how much each of them counts.
package struct EpochPlan: Hashable, Sendable {
    /// The examples, numbered from 0.
    package private(set) var examples: [Int]
    /// How many examples each of ``examples`` stands for.
    package private(set) var weights: [Float]

    /// Plans an epoch of all examples.
    ///
    /// - Parameters:
    ///   - count: The number of examples.
    ///   - seed: The run's seed.
    ///   - epoch: Which epoch; each has an order of its own.
    package init(count: Int, seed: UInt64, epoch: Int) {
        examples = EpochOrder(count: count, seed: seed, epoch: epoch).indices
        weights = [Float](repeating: 1, count: count)
    }

    /// Leaves out examples that were answered better than the mean, as ``DataPruning`` says.
    ///
    /// Examples that were not seen yet stay.
    ///
    /// - Parameters:
    ///   - probability: Of such an example to be left out, from 0 to less than 1.
    ///   - losses: The last loss of each example, infinite where there is none.
    ///   - generator: What chance is drawn from.
    package mutating func prune(
        _ probability: Float,
        by losses: [Float],
        using generator: inout SeededGenerator
    ) {
        precondition((0..<1).contains(probability), "some examples stay")
        let known = losses.filter(\.isFinite)
        guard !known.isEmpty else { return }
        let mean = known.reduce(0) { $0 + Double($1) } / Double(known.count)
        let (before, weight) = (examples, 1 / (1 - probability))
        examples.removeAll(keepingCapacity: true)
        weights.removeAll(keepingCapacity: true)
        for example in before {
            let isEasy = Double(losses[example]) < mean
            if isEasy, generator.chance(probability) { continue }
            examples.append(example)
            weights.append(isEasy ? weight : 1)
        }
    }
}
