import Datasets
import ImageCodecs
import ResNet
import Testing
import Training
import Randomness

@Suite struct `what a run is made of` {
    @Test func `the loss and its gradient are those of the definition`() {
        let logits: [Float] = [2, -1, 0.5, 0, 0, 0]
        let targets = Targets(labels: [0, 2], classCount: 3, smoothing: 0.3)
        #expect(targets.values == [0.8, 0.1, 0.1, 0.1, 0.1, 0.8])
        let (value, losses, gradient) = Self.evaluate(logits, targets)
        // By hand: log Σ exp z = 2.241… for the first row, log 3 for the second.
        #expect(abs(value - (0.691315 + 1.098612) / 2) < 1e-5)
        #expect(zip(losses, [0.691315, 1.098612]).allSatisfy { abs($0 - $1) < 1e-5 })
        for index in logits.indices {
            var (more, less) = (logits, logits)
            more[index] += 1e-2
            less[index] -= 1e-2
            let slope =
                (Self.evaluate(more, targets).sum - Self.evaluate(less, targets).sum) / 2e-2
            #expect(abs(slope - Double(gradient[index])) < 1e-4)
        }
    }

    @Test(arguments: Recipe.allCases)
    func `a recipe ends with ResNet-50 at 224×224, and its networks only grow`(recipe: Recipe) {
        let data = Patches.noise(count: 4, classes: 2)
        let statistics = ChannelStatistics(of: data, indices: [0, 1, 2, 3])
        let phases = recipe.hyperparameters(statistics).phases
        #expect(phases.last?.network == .resNet50 && phases.last?.inputSide == 224)
        for (phase, next) in zip(phases, phases.dropFirst()) {
            #expect(phase.network.fits(in: next.network) && phase.inputSide <= next.inputSide)
        }
        // What somebody gives may be ResNet-50 already.
        #expect(!recipe.needsInitialWeights || phases.first?.network == .resNet50)
    }

    @Test func `an image of weight three counts like three`() {
        let logits: [Float] = [2, -1, 0.5, 0, 1, 0]
        let once = Self.evaluate(logits, Targets(labels: [0, 2], classCount: 3))
        let targets = Targets(labels: [0, 2], classCount: 3, weights: [1, 3])
        let weighted = Self.evaluate(logits, targets)
        #expect(weighted.losses == once.losses)
        #expect(abs(weighted.sum * 2 - Double(once.losses[0] + 3 * once.losses[1])) < 1e-5)
        #expect(weighted.gradient[..<3] == once.gradient[..<3])
        #expect(
            zip(weighted.gradient, once.gradient).dropFirst(3).allSatisfy {
                abs($0 - 3 * $1) < 1e-6
            }
        )
        #expect(targets.rows(1..<2).weights == [3])
        #expect(targets.agreement(with: logits.span) == 1)
        #expect(targets.agreement(with: [0, 1, 0, 0, 0, 1].span) == 3)
    }

    private static func evaluate(
        _ logits: [Float],
        _ targets: Targets
    ) -> (sum: Double, losses: [Float], gradient: [Float]) {
        var gradient = [Float](repeating: 0, count: logits.count)
        var span = gradient.mutableSpan
        let (sum, losses) = SoftmaxCrossEntropy.evaluate(
            logits: logits.span,
            targets: targets,
            batch: targets.weights.count,
            gradient: &span
        )
        return (sum, losses, gradient)
    }

    @Test func `large logits do not overflow`() {
        let result = Self.evaluate([3e38, -3e38], Targets(labels: [0], classCount: 2))
        #expect(result.sum == 0 && result.gradient == [0, 0])
    }

    @Test func `mixed targets still add up to one`() {
        var targets = Targets(labels: [0, 1, 2, 0], classCount: 3, smoothing: 0.1)
        targets.mix(with: [3, 2, 1, 0], share: 0.7)
        for row in 0..<4 {
            #expect(abs(targets.values[row * 3..<row * 3 + 3].reduce(0, +) - 1) < 1e-6)
        }
        #expect(targets.values[3] < targets.values[4] && targets.values[5] > 0.25)
        let answers: [Float] = [1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1]
        #expect(targets.agreement(with: answers.span) == 2)
    }

    @Test(arguments: [
        Mixing(mixupProbability: 1, cutmixProbability: 0, mixupAlpha: 0.4),
        Mixing(mixupProbability: 0, cutmixProbability: 1, mixupAlpha: 0.4),
    ])
    func `mixing keeps what two images have together`(mixing: Mixing) {
        let side = 16
        let length = 3 * side * side
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<20 {
            var pixels = (0..<4).flatMap { image in
                (0..<length).map { _ in Float(image) + generator.uniform(in: 0...0.5) }
            }
            let before = pixels
            var targets = Targets(labels: [0, 1, 2, 3], classCount: 4)
            var span = pixels.mutableSpan
            mixing.apply(to: &span, &targets, side: side, using: &generator)
            for element in 0..<length {
                let (a, b) = (element, 3 * length + element)
                #expect(abs(pixels[a] + pixels[b] - before[a] - before[b]) < 1e-5)
            }
            // The share of the targets is the share of the pixels.
            let kept = (0..<length).filter { pixels[$0] == before[$0] }.count
            if mixing.cutmixProbability == 1 {
                #expect(abs(Float(kept) / Float(length) - targets.values[0]) < 1e-6)
            }
        }
    }

    @Test func `the learning rate rises in a line and falls by its shape`() {
        let linear = LearningRateSchedule(shape: .linear, peak: 2, warmup: 0.25, final: 0.1)
        #expect(linear.rate(at: 0.125) == 1)
        #expect(linear.rate(at: 0.25) == 2)
        #expect(abs(linear.rate(at: 1) - 0.2) < 1e-6)
        #expect(abs(linear.rate(at: 0.625) - 1.1) < 1e-6)
        let cosine = LearningRateSchedule(shape: .cosine, peak: 1, warmup: 0)
        #expect(cosine.rate(at: 0) == 1)
        #expect(abs(cosine.rate(at: 0.5) - 0.5) < 1e-6)
        #expect(abs(cosine.rate(at: 1)) < 1e-6)
        let constant = LearningRateSchedule(shape: .constant, peak: 1, warmup: 0)
        #expect(constant.rate(at: 0.9) == 1)
    }

    @Test func `epochs have the input size of their phase`() {
        let hyperparameters = Patches.hyperparameters(
            epochs: 0,
            phases: [.init(inputSide: 64, epochs: 2), .init(inputSide: 224, epochs: 1)]
        )
        #expect(hyperparameters.epochs == 3)
        #expect((0..<3).map { hyperparameters.phase(ofEpoch: $0).inputSide } == [64, 64, 224])
    }

    @Test func `first weights are torchvision's in distribution, and the seed's own`() {
        let architecture = Architecture(classCount: 10)
        let first = Initialization(architecture, seed: 1)
        for parameter in architecture.parameters {
            let values = first.values(of: parameter)
            #expect(values.count == parameter.count)
            #expect(values == Initialization(architecture, seed: 1).values(of: parameter))
            guard parameter.shape.count == 4 else { continue }
            #expect(values != Initialization(architecture, seed: 2).values(of: parameter))
            let count = Double(values.count)
            let mean = values.reduce(0) { $0 + Double($1) } / count
            let variance = values.reduce(0) { $0 + Double($1) * Double($1) } / count
            let fanOut = Double(parameter.shape[0] * parameter.shape[2] * parameter.shape[3])
            #expect(abs(mean) < 5 * (variance / count).squareRoot())
            #expect(abs(variance * fanOut / 2 - 1) < 0.1)
        }
        let block = architecture.blocks[0]
        #expect(first.values(of: block.expand.gamma).allSatisfy { $0 == 0 })
        #expect(first.values(of: block.reduce.gamma).allSatisfy { $0 == 1 })
        #expect(first.values(of: block.reduce.variance).allSatisfy { $0 == 1 })
        #expect(first.values(of: block.reduce.mean).allSatisfy { $0 == 0 })
    }

    @Test func `batches are the seed's, and no example comes twice in an epoch`() {
        let dataset = Patches.noise(count: 24, classes: 3)
        var hyperparameters = Patches.hyperparameters(epochs: 2, batch: 8)
        hyperparameters.mixing = .none
        func labels(_ epoch: Int, _ seed: UInt64) -> (pixels: [Float], images: [Float]) {
            hyperparameters.seed = seed
            let composer = BatchComposer(
                dataset,
                indices: Array(0..<24),
                hyperparameters,
                epoch: epoch
            )
            var all: [Float] = []
            for batch in 0..<composer.batchCount {
                var input = [Float](repeating: 0, count: 8 * 3 * 32 * 32)
                var span = input.mutableSpan
                _ = composer.compose(batch: batch, into: &span)
                all += input
            }
            let means = (0..<24).map { image in
                all[image * 3072..<(image + 1) * 3072].reduce(0, +) / 3072
            }
            return (all, means)
        }
        #expect(labels(0, 1).pixels == labels(0, 1).pixels)
        #expect(labels(0, 1).pixels != labels(1, 1).pixels)
        #expect(labels(0, 1).pixels != labels(0, 2).pixels)
        #expect(Set(labels(0, 1).images).count == 24)
    }

    @Test func `pruning leaves out what was answered well, and what stays stands for it`() {
        // Every fourth example was answered badly, the last ten were not seen yet.
        let losses = (0..<1000).map { index -> Float in
            index >= 990 ? .infinity : index.isMultiple(of: 4) ? 2 : 0.1
        }
        let whole = EpochPlan(count: 1000, seed: 1, epoch: 2)
        #expect(whole.examples == EpochOrder(count: 1000, seed: 1, epoch: 2).indices)
        #expect(whole.weights.allSatisfy { $0 == 1 })
        func pruned(_ probability: Float) -> EpochPlan {
            var (plan, generator) = (whole, SeededGenerator(seed: 4))
            plan.prune(probability, by: losses, using: &generator)
            return plan
        }
        let plan = pruned(0.75)
        let left = Set(plan.examples)
        #expect(left.count == plan.examples.count)
        #expect(left.isSuperset(of: (0..<1000).filter { losses[$0] > 1 }))
        #expect(plan.examples == whole.examples.filter(left.contains))
        for (example, weight) in zip(plan.examples, plan.weights) {
            #expect(weight == (losses[example] > 1 ? 1 : 4))
        }
        // 742 examples are easy; their weights' sum keeps its expectation, with a deviation of 47.
        #expect(abs(plan.weights.reduce(0, +) - 1000) < 200)
        #expect(pruned(0) == whole)
        var (unseen, generator) = (whole, SeededGenerator(seed: 4))
        unseen.prune(0.75, by: ExampleLosses(count: 1000).latest, using: &generator)
        #expect(unseen == whole)
    }

    @Test func `nothing is left out at the end of a run`() {
        let pruning = DataPruning(probability: 0.5)
        #expect((0..<16).map { pruning.applies(inEpoch: $0, of: 16) } == (0..<16).map { $0 < 14 })
        #expect(DataPruning(probability: 0.5, until: 1).applies(inEpoch: 0, of: 1))
    }

    @Test func `an epoch's batches follow from the losses of those before`() {
        let dataset = Patches.noise(count: 64, classes: 2)
        var hyperparameters = Patches.hyperparameters(epochs: 3, batch: 8)
        hyperparameters.dataPruning = DataPruning(probability: 0.9, until: 1)
        var composer = BatchComposer(dataset, indices: Array(0..<64), hyperparameters)
        #expect(composer.batchCount == 8)
        // Half of the batches are answered well.
        for batch in 0..<8 {
            let loss: Float = batch < 4 ? 0.1 : 1
            composer.note([Float](repeating: loss, count: 8), ofBatch: batch)
        }
        #expect(composer.batchCount == 8, "losses count from the next epoch on")
        composer.beginNextEpoch()
        #expect((4...6).contains(composer.batchCount))
        let resumed = BatchComposer(
            dataset,
            indices: Array(0..<64),
            hyperparameters,
            epoch: 1,
            losses: composer.losses
        )
        func batch(_ composer: BatchComposer) -> (input: [Float], targets: Targets) {
            var input = [Float](repeating: 0, count: 8 * 3 * 32 * 32)
            var span = input.mutableSpan
            let targets = composer.compose(batch: 0, into: &span)
            return (input, targets)
        }
        #expect(batch(resumed) == batch(composer))
        #expect(batch(composer).targets.weights.allSatisfy { $0 == 1 || abs($0 - 10) < 1e-4 })
    }

    @Test func `channel statistics are over all pixels`() {
        let images = [[UInt8](repeating: 0, count: 12), [UInt8](repeating: 255, count: 12)]
        let dataset = Dataset(
            classNames: ["a"],
            examples: images.enumerated().map {
                Example(
                    name: "a/\($0)",
                    classIndex: 0,
                    image: RGBImage(width: 2, height: 2, pixels: $1)
                )
            }
        )
        let statistics = ChannelStatistics(of: dataset, indices: [0, 1])
        #expect(statistics.mean == [0.5, 0.5, 0.5])
        #expect(statistics.standardDeviation == [0.5, 0.5, 0.5])
        #expect(ChannelStatistics(of: dataset, indices: [0]).mean == [0, 0, 0])
    }
}
