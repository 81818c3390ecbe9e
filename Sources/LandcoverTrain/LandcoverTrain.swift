import ArgumentParser
import Landcover
import enum OneDNN.ComputeThreads

/// `landcover-train`: makes the models that `landcoverd` serves.
@main
struct LandcoverTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landcover-train",
        abstract: "Make models for landcoverd.",
        version: Version.current,
        subcommands: [FitCommand.self, Convert.self]
    )

    static func main() {
        ComputeThreads.sleepSoonWhileWaiting()
        main(nil)
    }
}
