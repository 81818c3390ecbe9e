import ArgumentParser
import PlainText
import ResNet

/// `landcover-train average`: the mean of several models' weights.
struct AverageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "average",
        abstract: "Write the model whose weights are the mean of several models'.",
        discussion: """
            Models that went on from the same weights, by other epochs or options, can have a mean that \
            is better than each of them; models far from one another have none that is any good. How far \
            they are is printed. Judge the mean, and calibrate it anew. The files say the same of \
            classes, network, input size and normalisation, or nothing is written.

            Example: landcover-train average first.safetensors second.safetensors \
            --out mean.safetensors
            """
    )

    @Argument(help: "The models, two or more .safetensors files.", completion: .file())
    var models: [String]

    @Option(
        help: ArgumentHelp("The model to write, a .safetensors file.", valueName: "path"),
        completion: .file()
    )
    var out: String

    func validate() throws {
        guard models.count > 1 else {
            throw ValidationError("A mean is of two models or more; name another one.")
        }
    }

    func run() throws {
        try reportingFailures {
            let output = try OutputFile(out)
            let mean = try MeanOfModels(models)
            let distances = try mean.kernelDistances()
            try output.write(
                mean,
                of: mean.architecture,
                mean.metadata,
                precision: mean.precision
            )
            print("\(output.path): the mean of \(models.count) models")
            for (model, distance) in zip(models, distances) {
                let share = FixedPoint.text(distance, places: 3)
                print("    \(share) of its kernels' norm from \(model)")
            }
        }
    }
}
