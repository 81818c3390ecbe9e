import ArgumentParser
import Landcover
import enum OneDNN.ComputeThreads

/// `landcover-train`: makes and judges the models that `landcoverd` serves.
@main
struct LandcoverTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landcover-train",
        abstract: "Make and judge models for landcoverd.",
        version: Version.current,
        subcommands: [
            FitCommand.self, AverageCommand.self, EvaluateCommand.self, CalibrateCommand.self,
            ReportCommand.self, Convert.self,
        ]
    )

    static func main() {
        ComputeThreads.sleepSoonWhileWaiting()
        main(nil)
    }
}
