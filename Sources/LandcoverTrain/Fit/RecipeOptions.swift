import ArgumentParser
import ResNet
import Training

/// The options that choose a recipe and change it.
struct RecipeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The hyper-parameters to begin with: scratch, the default; finetune, the default with "
                + "--init; or seed, five plain epochs from ImageNet's weights.",
            valueName: "name"
        )
    )
    var recipe: Recipe?

    @Option(help: ArgumentHelp("What all chance is drawn from.", valueName: "number"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Input sizes and the epochs at each, such as 128:10,224:4.",
            discussion: """
                A phase may name a network that ResNet-50 grows from: in 128:30@1-2-2-2/32,224:4 one \
                with so many blocks in its four stages, and 32 channels where ResNet-50 has 64. What \
                it has learnt the larger one knows from its first step.
                """,
            valueName: "list"
        )
    )
    var phases: String?

    @Option(help: ArgumentHelp("Images a step.", valueName: "number"))
    var batch: Int?

    @Option(
        help: ArgumentHelp(
            "The parts a batch is computed and normalised in, each by threads of its own.",
            valueName: "number"
        )
    )
    var shards: Int?

    @Option(help: ArgumentHelp("The highest learning rate.", valueName: "number"))
    var learningRate: Float?

    @Option(
        help: ArgumentHelp("How the rate falls: constant, linear or cosine.", valueName: "shape")
    )
    var schedule: LearningRateSchedule.Shape?

    @Option(
        help: ArgumentHelp("The share of the run in which the rate rises.", valueName: "0…1")
    )
    var warmup: Double?

    @Option(
        help: ArgumentHelp("The last rate, as a share of the highest.", valueName: "0…1")
    )
    var finalRate: Float?

    @Option(help: ArgumentHelp("The optimiser's momentum.", valueName: "0…1"))
    var momentum: Float?

    @Flag(inversion: .prefixedNo, help: "Look ahead along the momentum (Nesterov).")
    var nesterov: Bool?

    @Option(
        help: ArgumentHelp("The pull of weights towards zero; 0 for none.", valueName: "number")
    )
    var weightDecay: Float?

    @Option(help: ArgumentHelp("What decays: l2 or decoupled.", valueName: "kind"))
    var decayKind: StochasticGradientDescent.DecayKind?

    @Option(
        help: ArgumentHelp("The largest norm of the gradients; 0 for any.", valueName: "number")
    )
    var clip: Float?

    @Option(
        help: ArgumentHelp(
            "Move kernels along their orthogonalised momentum (Muon), by this share of the learning "
                + "rate and in their own norm; 0 moves them like all others.",
            valueName: "number"
        )
    )
    var muon: Float?

    @Option(
        help: ArgumentHelp("How much of a target goes to all classes.", valueName: "0…1")
    )
    var labelSmoothing: Float?

    @Option(
        help: ArgumentHelp(
            "A model that says what the training images look like, beside their labels (knowledge "
                + "distillation); give several one by one for the mean of their answers.",
            valueName: "path"
        ),
        completion: .file(extensions: ["safetensors"])
    )
    var teacher: [String] = []

    @Option(
        help: ArgumentHelp(
            "How much of a target is the teachers': half of it, if not given.",
            valueName: "0…1"
        )
    )
    var teacherShare: Float?

    @Option(
        help: ArgumentHelp(
            "What the averaged weights keep at each step; 0 for no average.",
            valueName: "0…1"
        )
    )
    var averageDecay: Double?

    @Option(
        help: ArgumentHelp(
            "The probability that an epoch leaves out an image whose last loss was below the mean; "
                + "0 leaves out none.",
            valueName: "0…1"
        )
    )
    var dataPruning: Float?

    @Option(
        help: ArgumentHelp(
            "The share of the epochs in which images are left out: all of them, or 0.875 if the recipe "
                + "leaves out none.",
            valueName: "0…1"
        )
    )
    var dataPruningUntil: Double?

    @Option(
        help: ArgumentHelp(
            "How far uphill each step takes its gradient (sharpness-aware minimisation); 0 takes it "
                + "where the weights are. A step takes 1.75 times as long.",
            valueName: "distance"
        )
    )
    var sharpness: Float?

    @Option(
        help: ArgumentHelp(
            "The share of the epochs before the first with such steps: none, if not given.",
            valueName: "0…1"
        )
    )
    var sharpnessFrom: Double?

    @Option(help: ArgumentHelp("The kernels' number format: f32 or bf16.", valueName: "format"))
    var precision: TrainingPrecision?

    @Option(
        help: ArgumentHelp(
            "What is subtracted from red, green and blue (0…1); the training images' means, or "
                + "ImageNet's for the recipe seed.",
            valueName: "r,g,b"
        )
    )
    var mean: String?

    @Option(
        help: ArgumentHelp(
            "What red, green and blue are divided by then; likewise.",
            valueName: "r,g,b"
        )
    )
    var std: String?

    func validate() throws {
        func require(_ isRight: Bool, _ option: String, _ what: String) throws {
            guard isRight else { throw ValidationError("\(option) must be \(what).") }
        }
        try require(batch ?? 1 > 0, "--batch", "a positive number")
        try require(shards ?? 1 > 0, "--shards", "a positive number")
        try require(learningRate ?? 1 > 0, "--learning-rate", "a positive number")
        let shares: [(Double?, String)] = [
            (warmup, "--warmup"), (averageDecay, "--average-decay"),
            (dataPruningUntil, "--data-pruning-until"), (sharpnessFrom, "--sharpness-from"),
        ]
        let floatShares: [(Float?, String)] = [
            (finalRate, "--final-rate"), (momentum, "--momentum"),
            (labelSmoothing, "--label-smoothing"),
        ]
        for (value, option) in shares + floatShares.map({ ($0.map(Double.init), $1) }) {
            try require((0...1).contains(value ?? 0), option, "from 0 to 1")
        }
        try require((0..<1).contains(dataPruning ?? 0), "--data-pruning", "from 0 to less than 1")
        // Where none is asked for it is `scratch`, or `finetune`, which leaves out as much.
        let prunes = dataPruning.map { $0 > 0 } ?? ((recipe ?? .scratch).dataPruning != nil)
        guard dataPruningUntil == nil || prunes else {
            throw ValidationError("--data-pruning-until needs --data-pruning.")
        }
        try require((sharpness ?? 0).isFinite && sharpness ?? 0 >= 0, "--sharpness", "0 or more")
        guard sharpnessFrom == nil || sharpness ?? 0 > 0 else {
            throw ValidationError("--sharpness-from needs --sharpness.")
        }
        let shareOfTeachers = teacherShare ?? 1
        try require(
            shareOfTeachers > 0 && shareOfTeachers <= 1,
            "--teacher-share",
            "more than 0 and at most 1"
        )
        guard teacherShare == nil || !teacher.isEmpty else {
            throw ValidationError("--teacher-share needs --teacher.")
        }
        try require(weightDecay ?? 0 >= 0, "--weight-decay", "0 or more")
        try require(muon ?? 0 >= 0, "--muon", "0 or more")
        try require(clip ?? 0 >= 0, "--clip", "0 or more")
        _ = try parsedPhases()
        _ = try channels(mean, "--mean")
        if let deviations = try channels(std, "--std") {
            try require(deviations.allSatisfy { $0 > 0 }, "--std", "positive")
        }
    }

    /// The recipe that is asked for, or meant.
    func recipe(hasInitialWeights: Bool) -> Recipe {
        recipe ?? (hasInitialWeights ? .finetune : .scratch)
    }

    /// The hyper-parameters of a recipe with the changes that the options ask for.
    func hyperparameters(
        changing recipe: Recipe,
        _ statistics: ChannelStatistics
    ) throws -> Hyperparameters {
        var result = recipe.hyperparameters(statistics)
        result.seed = seed ?? result.seed
        result.phases = try parsedPhases() ?? result.phases
        result.batch = batch ?? result.batch
        result.shards = shards ?? result.shards
        result.schedule.peak = learningRate ?? result.schedule.peak
        result.schedule.shape = schedule ?? result.schedule.shape
        result.schedule.warmup = warmup ?? result.schedule.warmup
        result.schedule.final = finalRate ?? result.schedule.final
        result.optimizer.momentum = momentum ?? result.optimizer.momentum
        result.optimizer.nesterov = nesterov ?? result.optimizer.nesterov
        result.optimizer.weightDecay = weightDecay ?? result.optimizer.weightDecay
        result.optimizer.decayKind = decayKind ?? result.optimizer.decayKind
        if let clip { result.optimizer.clipNorm = clip == 0 ? nil : clip }
        if let muon { result.optimizer.muonShare = muon == 0 ? nil : muon }
        result.labelSmoothing = labelSmoothing ?? result.labelSmoothing
        if !teacher.isEmpty {
            var distillation = Distillation(teachers: teacher)
            distillation.share = teacherShare ?? distillation.share
            result.distillation = distillation
        }
        if let averageDecay { result.averageDecay = averageDecay == 0 ? nil : averageDecay }
        if let dataPruning {
            var pruning = result.dataPruning ?? DataPruning(probability: dataPruning)
            pruning.probability = dataPruning
            result.dataPruning = dataPruning == 0 ? nil : pruning
        }
        if let dataPruningUntil { result.dataPruning?.until = dataPruningUntil }
        if let sharpness {
            result.sharpness =
                sharpness == 0
                ? nil : SharpnessAwareness(radius: sharpness, from: sharpnessFrom ?? 0)
        }
        result.precision = precision?.elementType ?? result.precision
        result.mean = try channels(mean, "--mean") ?? result.mean
        result.standardDeviation = try channels(std, "--std") ?? result.standardDeviation
        return result
    }

    private func parsedPhases() throws -> [Hyperparameters.Phase]? {
        guard let phases else { return nil }
        let parsed = phases.split(separator: ",", omittingEmptySubsequences: false)
            .map { Hyperparameters.Phase(String($0)) }
        let all = parsed.compactMap(\.self)
        guard all.count == parsed.count else {
            throw ValidationError(
                "--phases `\(phases)` is not a list such as 64:30,224:4 or "
                    + "128:30@1-2-2-2/32,224:4: sides from 32 to 512 by 32, epochs, and perhaps a "
                    + "network's blocks and width."
            )
        }
        for (phase, next) in zip(all, all.dropFirst()) where !phase.network.fits(in: next.network) {
            throw ValidationError(
                "--phases `\(phases)`: networks grow from phase to phase, but \(phase.network) does "
                    + "not fit into \(next.network)."
            )
        }
        return all
    }
}
