import ArgumentParser
import Datasets
import Evaluation
import ImageCodecs
import PlainText

/// The options that name files for `evaluate` to write.
struct EvaluationFiles: ParsableArguments {
    @Option(help: ArgumentHelp("Write every figure as JSON.", valueName: "path"))
    var json: String?

    @Option(help: ArgumentHelp("Draw the confusion matrix, an .svg file.", valueName: "path"))
    var confusion: String?

    @Option(help: ArgumentHelp("Draw the reliability diagram, an .svg file.", valueName: "path"))
    var reliability: String?

    @Option(help: ArgumentHelp("Show the worst mistakes, a .png file.", valueName: "path"))
    var contactSheet: String?

    @Option(help: ArgumentHelp("How many mistakes the contact sheet shows.", valueName: "number"))
    var worst = 25

    func validate() throws {
        guard (1...1000).contains(worst) else {
            throw ValidationError("--worst must be from 1 to 1000.")
        }
        let paths = [json, confusion, reliability, contactSheet].compactMap(\.self)
        guard Set(paths).count == paths.count else {
            throw ValidationError("Two of the files to write have the same path; name another.")
        }
    }

    /// The files, once it is sure that they can be written.
    func outputs() throws(OutputFailure) -> Outputs {
        func output(_ path: String?) throws(OutputFailure) -> OutputFile? {
            guard let path else { return nil }
            return try OutputFile(path)
        }
        return Outputs(
            json: try output(json),
            confusion: try output(confusion),
            reliability: try output(reliability),
            contactSheet: try output(contactSheet),
            mistakeCount: worst
        )
    }

    /// The files that were asked for.
    struct Outputs {
        fileprivate let json: OutputFile?
        fileprivate let confusion: OutputFile?
        fileprivate let reliability: OutputFile?
        fileprivate let contactSheet: OutputFile?
        fileprivate let mistakeCount: Int

        /// Whether any was.
        var hasAny: Bool {
            [json, confusion, reliability, contactSheet].contains { $0 != nil }
        }

        /// Writes them, naming each on standard output.
        func write(_ result: EvaluationResult, _ dataset: Dataset) throws {
            let summary = result.summary
            if let json {
                try json.write(result.json.text + "\n")
                print("\(json.path): every figure")
            }
            if let confusion {
                try confusion.write(ConfusionMatrixSVG.picture(of: summary).text)
                print("\(confusion.path): the confusion matrix")
            }
            if let reliability {
                let temperature = FixedPoint.shortest(summary.temperature, places: 3)
                let picture = ReliabilitySVG.picture(
                    of: summary.reliability,
                    caption: "Temperature \(temperature)"
                )
                try reliability.write(picture.text)
                print("\(reliability.path): the reliability diagram")
            }
            try writeContactSheet(summary, dataset)
        }

        private func writeContactSheet(_ summary: EvaluationSummary, _ dataset: Dataset) throws {
            guard let contactSheet else { return }
            let mistakes = summary.worstMistakes(mistakeCount)
            let images = dataset.images(named: Set(mistakes.map(\.name)))
            let tiles = mistakes.compactMap { mistake in
                images[mistake.name].map { image in
                    ContactSheet.Tile(mistake, image: image, classNames: summary.classNames)
                }
            }
            guard let sheet = ContactSheet.drawn(tiles) else {
                complain("\(contactSheet.path) is not written: there is no mistake to show")
                return
            }
            try contactSheet.write(try PNGEncoder().encode(sheet))
            print("\(contactSheet.path): the \(tiles.count) worst mistakes")
        }
    }
}

extension Dataset {
    /// The images with these names.
    func images(named names: Set<String>) -> [String: RGBImage] {
        let wanted = examples.filter { names.contains($0.name) }
        return Dictionary(wanted.map { ($0.name, $0.image) }) { first, _ in first }
    }
}
