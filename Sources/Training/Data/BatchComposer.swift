package import Datasets
import ImageCodecs
import ResNet
import Randomness

/// Makes the batches of a run: chooses examples, varies and mixes them, prepares them as the daemon
/// does, and says what they should answer.
///
/// Everything is drawn from the run's seed, the epoch and the example, or follows from the examples'
/// losses, so that a resumed run makes the batches that it would have made.
package struct BatchComposer: Sendable {
    /// The epoch whose batches it makes, from 0.
    package private(set) var epoch: Int
    /// How the examples were answered so far; empty unless the run prunes its data.
    package private(set) var losses: ExampleLosses

    /// What the recipe's teachers answer to the examples; nil where it has none.
    package let teaching: TeacherAnswers?

    private let dataset: Dataset
    private let indices: [Int]
    private let hyperparameters: Hyperparameters
    private var plan: EpochPlan

    /// Composes batches of the examples of `dataset` at `indices`.
    ///
    /// - Parameters:
    ///   - dataset: Where the examples are.
    ///   - indices: Which of them are trained on.
    ///   - hyperparameters: How they are chosen, varied and mixed.
    ///   - epoch: The epoch to begin with, from 0.
    ///   - losses: How the examples are answered already, where the run prunes its data and that is
    ///     known.
    ///   - teaching: What the recipe's teachers answer to the examples.
    package init(
        _ dataset: Dataset,
        indices: [Int],
        _ hyperparameters: Hyperparameters,
        epoch: Int = 0,
        losses: ExampleLosses? = nil,
        teaching: TeacherAnswers? = nil
    ) {
        precondition(
            (hyperparameters.distillation == nil) == (teaching == nil),
            "a recipe with teachers has their answers"
        )
        self.dataset = dataset
        self.indices = indices
        self.hyperparameters = hyperparameters
        self.epoch = epoch
        self.teaching = teaching
        let notedCount = hyperparameters.dataPruning == nil ? 0 : indices.count
        self.losses = losses ?? ExampleLosses(count: notedCount)
        plan = Self.plan(epoch, of: indices.count, hyperparameters, by: self.losses)
    }

    /// Full batches in the epoch; the examples that are left over have their turn in another.
    package var batchCount: Int { plan.examples.count / hyperparameters.batch }

    /// Goes on to the next epoch.
    package mutating func beginNextEpoch() {
        epoch += 1
        losses.beginEpoch()
        plan = Self.plan(epoch, of: indices.count, hyperparameters, by: losses)
    }

    /// Notes how a batch of the epoch was answered, for the plans of later epochs.
    ///
    /// - Parameters:
    ///   - batchLosses: Its images' losses, in the order of the batch.
    ///   - batch: Its place in the epoch, from 0.
    package mutating func note(_ batchLosses: [Float], ofBatch batch: Int) {
        guard hyperparameters.dataPruning != nil else { return }
        losses.note(batchLosses, of: plan.examples[places(batch)])
    }

    /// Writes a batch.
    ///
    /// - Parameters:
    ///   - batch: Its place in the epoch, from 0.
    ///   - input: Where the images go, `[N, 3, S, S]`.
    /// - Returns: What they should answer, and how much each counts.
    package func compose(batch: Int, into input: inout MutableSpan<Float>) -> Targets {
        let side = hyperparameters.phase(ofEpoch: epoch).inputSide
        let places = places(batch)
        let chosen = plan.examples[places].map { indices[$0] }
        let images = varied(chosen)
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
            smoothing: hyperparameters.labelSmoothing,
            weights: Array(plan.weights[places])
        )
        if let distillation = hyperparameters.distillation, let teaching {
            let answers = teaching.rows(plan.examples[places])
            targets.blend(with: answers, share: distillation.share)
        }
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
    private func varied(_ chosen: [Int]) -> [RGBImage] {
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

    /// Where a batch is in the plan.
    private func places(_ batch: Int) -> Range<Int> {
        let size = hyperparameters.batch
        return batch * size..<(batch + 1) * size
    }

    private static func plan(
        _ epoch: Int,
        of count: Int,
        _ hyperparameters: Hyperparameters,
        by losses: ExampleLosses
    ) -> EpochPlan {
        let seed = hyperparameters.seed
        let whole = EpochPlan(count: count, seed: seed, epoch: epoch)
        guard let pruning = hyperparameters.dataPruning,
            pruning.applies(inEpoch: epoch, of: hyperparameters.epochs)
        else { return whole }
        var plan = whole
        var generator = SeededGenerator(
            seed: seed,
            stream: Stream.pruning.rawValue,
            UInt64(epoch)
        )
        plan.prune(pruning.probability, by: losses.atEpochStart, using: &generator)
        // An epoch has at least one batch.
        return plan.examples.count < hyperparameters.batch ? whole : plan
    }

    /// What a stream of chance is for; the numbers keep streams of one seed apart.
    private enum Stream: UInt64 {
        case augmentation = 1
        case mixing = 2
        case pruning = 3
    }
}
