import ArgumentParser
import Datasets
import Evaluation
import FoundationEssentials
import Glibc
import ImageCodecs
import ResNet
import PlainText

/// `landcover-train report`: all there is to say of a model on one page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a report on a model as one HTML page.",
        discussion: """
            The page has the result beside the literature's, the course of the training, the \
            confusion matrix, each class's figures, the calibration, and images with heatmaps of \
            the evidence. It loads nothing from elsewhere. Reads images as `evaluate` does.

            Example: landcover-train report model.safetensors --data EuroSAT_RGB.zip \
            --list test.txt --out report.html
            """
    )

    @Argument(help: "The model, a .safetensors file.", completion: .file())
    var model: String

    @OptionGroup(title: "Images")
    var images: LabelledImages

    @Option(
        help: ArgumentHelp(
            "The course of the training as `fit` wrote it; MODEL.history.jsonl if there is one.",
            discussion: "Of a model that was trained in several runs, --init from run to run, once "
                + "for each, the first run first.",
            valueName: "path"
        ),
        completion: .file()
    )
    var history: [String] = []

    @Option(
        help: ArgumentHelp("Draw the curves of the training, too, an .svg file.", valueName: "path")
    )
    var curves: String?

    @Option(help: ArgumentHelp("The page to write, an .html file.", valueName: "path"))
    var out: String

    @Option(help: ArgumentHelp("How many sample predictions are shown.", valueName: "number"))
    var samples = 20

    @Flag(help: "Judge disturbed images, too: recompressed, resized, brighter, darker, shifted.")
    var perturbations = false

    @Option(
        help: "The results to compare with: eurosat or none; by default as the classes suggest."
    )
    var literature: Literature?

    func validate() throws {
        guard (0...1000).contains(samples) else {
            throw ValidationError("--samples must be from 0 to 1000.")
        }
        guard curves != out else {
            throw ValidationError("--out and --curves have the same path; name another.")
        }
    }

    func run() throws {
        try reportingFailures {
            let output = try OutputFile(out)
            let curvesOutput = try curves.map { try OutputFile($0) }
            let course = try TrainingCourse(histories: history, model: model)
            let picture = course.flatMap(CurvesSVG.picture)
            guard curves == nil || picture != nil else { throw NoCurves(model: model) }
            var test = try ModelUnderTest(path: model)
            let dataset = try images.read(classNames: test.metadata.classNames)
            let outcomes = try test.outcomes(for: dataset)
            let robustness =
                perturbations ? try test.robustness(on: dataset, clean: outcomes) : nil
            let content = try content(test, dataset, outcomes, course, robustness)
            try output.write(HTMLReport.text(for: content))
            if let curvesOutput, let picture { try curvesOutput.write(picture.text) }
            print(
                "\(output.path): \(FixedPoint.percentage(content.summary.accuracy)) of "
                    + "\(content.summary.count) images"
            )
        }
    }

    /// Gathers what the page tells.
    private func content(
        _ test: borrowing ModelUnderTest,
        _ dataset: Dataset,
        _ outcomes: [Outcome],
        _ course: TrainingCourse?,
        _ robustness: Robustness?
    ) throws -> ReportContent {
        let metadata = test.metadata
        let summary = try EvaluationSummary(
            of: outcomes,
            classNames: metadata.classNames,
            temperature: Double(metadata.temperature)
        )
        let uncalibrated = try EvaluationSummary(of: outcomes, classNames: metadata.classNames)
        var gallery = try SampleGallery(test.checkpoint, metadata, dataset)
        let mistakes = summary.worstMistakes(Self.mistakeCount).map(\.name)
        let chosen = SampleChoice.choose(samples, from: outcomes, avoiding: Set(mistakes))
        let worst = SampleChoice.named(mistakes, in: outcomes)
        let facts = ModelFacts(
            model: model,
            images: images.description,
            metadata: metadata,
            course: course
        )
        return ReportContent(
            title: "\(facts.name) on \(images.description)",
            facts: facts.list,
            summary: summary,
            uncalibrated: metadata.temperature == 1 ? nil : uncalibrated.reliability,
            comparison: (literature ?? Literature(classNames: metadata.classNames))
                .comparison(with: summary, metadata: metadata),
            course: course,
            samples: try gallery.samples(of: chosen),
            worstMistakes: try gallery.samples(of: worst),
            robustness: robustness.map { RobustnessTable.reportTable(for: $0) }
        )
    }

    private static let mistakeCount = 12
}
