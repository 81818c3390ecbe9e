import ArgumentParser
import Datasets
import Glibc
import ResNet
import Training

/// `landcover-train fit`: labelled images into a model.
struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Train a model on labelled images.",
        discussion: """
            Reads class folders of JPEG or PNG images (EuroSAT's layout), from a folder or a .zip, \
            and trains ResNet-50 on them, or a smaller network that grows into it. After each epoch \
            the model is judged on the validation images; the best one is at the path of --out. \
            Beside it, a checkpoint is written every few minutes and when the program is \
            interrupted; --resume goes on from there as if it had never stopped. \
            MODEL.history.jsonl has a line for each epoch.

            Example: landcover-train fit --data EuroSAT_RGB --out model.safetensors
            """
    )

    @OptionGroup(title: "Images")
    var images: TrainingImages

    @OptionGroup(title: "Recipe")
    var recipe: RecipeOptions

    @OptionGroup(title: "Variation of images")
    var variation: VariationOptions

    @Option(
        help: ArgumentHelp("The model to write, a .safetensors file.", valueName: "path"),
        completion: .file()
    )
    var out: String

    @Option(
        name: .customLong("init"),
        help: ArgumentHelp(
            "Begin with these weights instead of random ones.",
            discussion: """
                A .pth or .safetensors of torchvision's resnet50, such as ImageNet's, or an earlier \
                model. A new classifier replaces theirs unless it tells the same classes apart. A \
                smaller network's weights grow into the larger one, which answers like it at first.
                """,
            valueName: "path"
        ),
        completion: .file()
    )
    var initial: String?

    @Flag(help: "Go on from the checkpoint of an earlier run with the same options.")
    var resume = false

    @Option(
        help: ArgumentHelp("The longest time between two checkpoints.", valueName: "minutes")
    )
    var checkpointEvery = 5.0

    @Flag(help: "Print a line of JSON for each epoch on standard output, too.")
    var json = false

    func validate() throws {
        guard checkpointEvery > 0 else {
            throw ValidationError("--checkpoint-every must be positive.")
        }
        if chosenRecipe.needsInitialWeights, initial == nil, !resume {
            throw ValidationError(
                "The recipe `\(chosenRecipe.rawValue)` goes on from other weights; give a model, such "
                    + "as torchvision's resnet50, with --init, or choose --recipe scratch."
            )
        }
    }

    private var chosenRecipe: Recipe { recipe.recipe(hasInitialWeights: initial != nil) }

    func run() throws {
        StopSignals.begin()
        try reportingFailures(train)
    }

    private func train() throws {
        let (dataset, split) = try images.read(seed: recipe.seed ?? 1)
        let statistics = ChannelStatistics(of: dataset, indices: split.training)
        var hyperparameters = try recipe.hyperparameters(changing: chosenRecipe, statistics)
        variation.apply(to: &hyperparameters)
        let fit = Fit(
            dataset,
            split,
            hyperparameters,
            files: Fit.Files(model: out),
            provenance: [
                "recipe": chosenRecipe.rawValue, "data": images.description,
                InitialWeights.key: InitialWeights(given: initial).description,
            ],
            checkpointInterval: .seconds(checkpointEvery * 60)
        )
        let start = try start(fit, hyperparameters)
        var history = try History(
            path: "\(out).history.jsonl",
            goingOnAfterEpoch: start.finishedEpochs,
            alsoPrints: json
        )
        if start.finishedEpochs == nil { try history.begin(hyperparameters) }
        var progress = FitProgress(hyperparameters)
        StopSignals.watch()
        let ending = try fit.run(
            from: start.start,
            isStopping: { StopSignals.hasArrived },
            observe: { event in
                progress.show(event)
                if case .epoch(let summary) = event { history.append(summary) }
            }
        )
        if let failure = history.failure { throw failure }
        switch ending {
        case .finished:
            print("\(out): \(progress.conclusion)")
        case .stopped:
            complain("stopped; go on with the same command and --resume")
            throw ExitCode(128 + StopSignals.number)
        }
    }

    private func start(
        _ fit: Fit,
        _ hyperparameters: Hyperparameters
    ) throws -> (start: Fit.Start, finishedEpochs: Int?) {
        if resume {
            let checkpoint = try TrainingCheckpoint(path: fit.files.checkpoint)
            return (.checkpoint(checkpoint), checkpoint.position.epoch)
        }
        guard let initial else {
            return (
                .weights(Initialization(fit.firstArchitecture, seed: hyperparameters.seed)), nil
            )
        }
        let weights = try TransferredParameters(
            try Checkpoint(path: initial),
            fit.firstArchitecture,
            classNames: fit.dataset.classNames,
            seed: hyperparameters.seed
        )
        return (.weights(weights), nil)
    }
}
