import ArgumentParser
import Datasets
import Evaluation
import Glibc
import ResNet

extension Precision: ExpressibleByArgument {}

/// `landcover-train evaluate`: how well a model does on labelled images.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Judge a model on labelled images.",
        discussion: """
            Prints accuracy, loss and calibration, each class's precision, recall and F1, and the \
            confusion matrix. Reads class folders of JPEG or PNG images from a folder or a .zip, \
            all of them or those of a list; their classes must be the model's.

            Example: landcover-train evaluate model.safetensors --data EuroSAT_RGB.zip \
            --list test.txt --confusion confusion.svg
            """
    )

    @Argument(help: "The model, a .safetensors file.", completion: .file())
    var model: String

    @OptionGroup(title: "Images")
    var images: LabelledImages

    @Option(
        help: ArgumentHelp(
            "The side of the network's input, 32 to 512 by 32; the model's own by default.",
            valueName: "pixels"
        )
    )
    var inputSize: Int?

    @Flag(help: "Average the logits over the eight symmetries of the square; eight times the work.")
    var symmetries = false

    @Flag(help: "Judge disturbed images, too: recompressed, resized, brighter, darker, shifted.")
    var perturbations = false

    @Option(
        help: ArgumentHelp(
            "Also the share of images whose class is among the K likeliest; repeatable.",
            valueName: "K"
        )
    )
    var top = [2, 3]

    @Option(help: ArgumentHelp("Images a run.", valueName: "number"))
    var batch = 32

    @Option(help: "The number format to compute in.")
    var precision = Precision.float32

    @OptionGroup(title: "Files")
    var files: EvaluationFiles

    func validate() throws {
        if let inputSize, !Architecture.inputSides.contains(inputSize) {
            throw ValidationError("--input-size must be a side from 32 to 512 by 32.")
        }
        guard top.allSatisfy({ $0 > 0 }) else { throw ValidationError("--top must be positive.") }
        guard (1...1024).contains(batch) else {
            throw ValidationError("--batch must be from 1 to 1024.")
        }
    }

    func run() throws {
        try reportingFailures {
            let outputs = try files.outputs()
            var test = try ModelUnderTest(path: model, settings: settings)
            let dataset = try images.read(classNames: test.metadata.classNames)
            let outcomes = try test.outcomes(for: dataset)
            var result = EvaluationResult(
                model: model,
                images: images.description,
                inputSide: test.metadata.inputSide,
                usesSymmetries: symmetries,
                summary: try EvaluationSummary(
                    of: outcomes,
                    classNames: test.metadata.classNames,
                    temperature: Double(test.metadata.temperature),
                    topCounts: top
                )
            )
            print(result.tables(width: terminalWidth))
            if perturbations {
                let robustness = try test.robustness(on: dataset, clean: outcomes)
                result.robustness = robustness
                print("\n" + RobustnessTable.text(for: robustness), terminator: "")
            }
            if outputs.hasAny { print() }
            try outputs.write(result, dataset)
        }
    }

    private var settings: ModelUnderTest.Settings {
        ModelUnderTest.Settings(
            inputSide: inputSize,
            symmetries: symmetries ? SquareSymmetry.allCases : [.identity],
            batch: batch,
            precision: precision
        )
    }
}

/// Characters a line of the terminal on standard output; nil if that leads elsewhere.
private var terminalWidth: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1,
        unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
}
