import ArgumentParser
import Datasets
import Evaluation
import ResNet
import PlainText

/// `landcover-train calibrate`: gives a model the temperature that makes its confidences honest.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Fit the temperature that makes a model's confidences honest.",
        discussion: """
            Finds the number to divide all logits by at which the images' classes are likeliest, \
            and writes the model with it; the daemon applies it. No predicted class changes, and no \
            weight. Give images that the model was neither trained on nor will be tested on.

            Example: landcover-train calibrate model.safetensors --data EuroSAT_RGB.zip \
            --list validation.txt
            """
    )

    @Argument(help: "The model, a .safetensors file.", completion: .file())
    var model: String

    @OptionGroup(title: "Images")
    var images: LabelledImages

    @Option(
        help: ArgumentHelp(
            "Where to write the calibrated model; in place of the model by default.",
            valueName: "path"
        ),
        completion: .file()
    )
    var out: String?

    func run() throws {
        try reportingFailures {
            let output = try OutputFile(out ?? model)
            var test = try ModelUnderTest(path: model)
            let dataset = try images.read(classNames: test.metadata.classNames)
            let fit = try TemperatureFit.fit(try test.outcomes(for: dataset))
            var metadata = test.metadata
            let former = FixedPoint.shortest(Double(metadata.temperature), places: 4)
            metadata.temperature = Float(fit.temperature)
            metadata.provenance["calibration"] =
                "temperature fitted on \(dataset.examples.count) images of \(images.description), "
                + "ECE \(FixedPoint.percentage(fit.eceBefore)) -> "
                + FixedPoint.percentage(fit.eceAfter)
            print(table(fit))
            if fit.isAtBound {
                complain(
                    "the best temperature lies outside \(TemperatureFit.range), where confidences "
                        + "mean nothing; calibrate with more images, or harder ones"
                )
            }
            // The same weights, bit for bit.
            try output.write(
                test.checkpoint,
                of: test.checkpoint.architecture,
                metadata,
                precision: test.checkpoint.precision
            )
            let temperature = FixedPoint.shortest(fit.temperature, places: 4)
            print("\(output.path): temperature \(temperature), before \(former)")
        }
    }

    private func table(_ fit: TemperatureFit) -> String {
        func line(_ name: String, _ cells: [String]) -> String {
            cells.reduce(name) { line, cell in
                line + String(repeating: " ", count: max(2, 14 - cell.count)) + cell
            }
        }
        return [
            line("                     ", ["TEMPERATURE 1", "FITTED"]),
            line(
                "log-likelihood loss  ",
                [fit.nllBefore, fit.nllAfter].map { FixedPoint.text($0, places: 4) }
            ),
            line(
                "calibration error    ",
                [fit.eceBefore, fit.eceAfter].map { FixedPoint.percentage($0) }
            ),
        ].joined(separator: "\n")
    }
}
