package import Datasets
import ImageCodecs
import ResNet
import Randomness

/// Makes the batches of a run: chooses examples, varies and mixes them, prepares them as the daemon
/// does, and says what they should answer.
///
/// Everything is drawn from the run's seed, the epoch and the example, so that a resumed run makes
/// the batches that it would have made.
package struct BatchComposer: Sendable {
    private let dataset: Dataset
    private let indices: [Int]
    private let hyperparameters: Hyperparameters
    private var order: (epoch: Int, indices: [Int])?

    /// Composes batches of the examples of `dataset` at `indices`.
    package init(_ dataset: Dataset, indices: [Int], _ hyperparameters: Hyperparameters) {
        self.dataset = dataset
        self.indices = indices
        self.hyperparameters = hyperparameters
    }

    /// Full batches an epoch; the examples that are left over have their turn in another.
    package var batchesPerEpoch: Int { indices.count / hyperparameters.batch }

    /// Writes a batch.
    ///
    /// - Parameters:
    ///   - batch: Its place in the epoch, from 0.
    ///   - epoch: The epoch, from 0.
    ///   - input: Where the images go, `[N, 3, S, S]`.
    /// - Returns: What they should answer.
    package mutating func compose(
        batch: Int,
        epoch: Int,
        into input: inout MutableSpan<Float>
    ) -> Targets {
        let size = hyperparameters.batch
        let side = hyperparameters.inputSide(inEpoch: epoch)
        let chosen = orderedIndices(epoch)[batch * size..<(batch + 1) * size]
        let images = varied(Array(chosen), epoch)
        var preprocessing = Preprocessing(
            side: side,
            mean: hyperparameters.mean,
            standardDeviation: hyperparameters.standardDeviation
        )
        for (place, image) in images.enumerated() {
            preprocessing.prepare(image, into: &input, at: place)
        }
        var targets = Targets(
            labels: chosen.map { dataset.examples[$0].classIndex },
            classCount: dataset.classNames.count,
            smoothing: hyperparameters.labelSmoothing
        )
        var generator = SeededGenerator(
            seed: hyperparameters.seed,
            stream: Stream.mixing.rawValue,
            UInt64(epoch),
            UInt64(batch)
        )
        hyperparameters.mixing.apply(to: &input, &targets, side: side, using: &generator)
        return targets
    }

    /// The examples' pictures, varied on all cores.
    private func varied(_ chosen: [Int], _ epoch: Int) -> [RGBImage] {
        concurrentMap(chosen.count) { place in
            let index = chosen[place]
            var generator = SeededGenerator(
                seed: hyperparameters.seed,
                stream: Stream.augmentation.rawValue,
                UInt64(epoch),
                UInt64(index)
            )
            return hyperparameters.augmentation.augment(
                dataset.examples[index].image,
                using: &generator
            )
        }
    }

    private mutating func orderedIndices(_ epoch: Int) -> [Int] {
        if let order, order.epoch == epoch { return order.indices }
        let shuffled = EpochOrder(count: indices.count, seed: hyperparameters.seed, epoch: epoch)
            .indices.map { indices[$0] }
        order = (epoch, shuffled)
        return shuffled
    }

    /// What a stream of chance is for; the numbers keep streams of one seed apart.
    private enum Stream: UInt64 {
        case augmentation = 1
        case mixing = 2
    }
}
