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
                A .pth or .safetensors of torchvision's resnet50, such as ImageNet's, an earlier \
                model, or another run's checkpoint, whose averaged weights go on with other \
                options. A new classifier replaces theirs unless it tells the same classes apart. A \
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
        let files = Fit.Files(model: out)
        let checkpoint = resume ? try TrainingCheckpoint(path: files.checkpoint) : nil
        let seed = recipe.seed ?? 1
        let (dataset, split) = try images.read(seed: seed)
        let statistics = ChannelStatistics(of: dataset, indices: split.training)
        // A run that goes on began where it began, even if that file is gone by now.
        let beginning =
            checkpoint?.metadata.flatMap(InitialWeights.init(of:)) ?? InitialWeights(given: initial)
        var hyperparameters = try recipe.hyperparameters(changing: chosenRecipe, statistics)
        variation.apply(to: &hyperparameters)
        let fit = Fit(
            dataset,
            split,
            hyperparameters,
            files: files,
            provenance: [
                "recipe": chosenRecipe.rawValue, Fit.dataKey: images.description(seed: seed),
                InitialWeights.key: beginning.description,
            ],
            checkpointInterval: .seconds(checkpointEvery * 60)
        )
        let start = try checkpoint.map(Fit.Start.checkpoint) ?? start(fit)
        var history = try History(
            path: "\(out).history.jsonl",
            goingOnAfterEpoch: checkpoint?.position.epoch,
            alsoPrints: json
        )
        if checkpoint == nil { try history.begin(hyperparameters) }
        var progress = FitProgress(hyperparameters)
        StopSignals.watch()
        let ending = try fit.run(
            from: start,
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

    /// What a new run begins with.
    private func start(_ fit: Fit) throws -> Fit.Start {
        let seed = fit.hyperparameters.seed
        guard let initial else {
            let weights = Initialization(fit.firstArchitecture, seed: seed)
            return .weights(weights, teaching: try askTeachers(of: fit))
        }
        let earlier = try EarlierWeights(path: initial)
        let weights = try TransferredParameters(
            earlier,
            fit.firstArchitecture,
            classNames: fit.dataset.classNames,
            seed: seed
        )
        return .weights(
            weights,
            losses: try earlier.exampleLosses(for: fit),
            teaching: try earlier.teacherAnswers(for: fit) ?? askTeachers(of: fit)
        )
    }

    private func askTeachers(of fit: Fit) throws -> TeacherAnswers? {
        var shown: (teacher: String, line: ProgressLine)?
        defer { shown?.line.clear() }
        return try fit.askTeachers { teacher, share in
            if shown?.teacher != teacher {
                shown?.line.clear()
                shown = (teacher, ProgressLine(label: "asking \(teacher)"))
            }
            shown?.line.show(share)
        }
    }
}
