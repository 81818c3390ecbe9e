import ArgumentParser
import Landcover

/// `landcover-train`: makes the models that `landcoverd` serves.
@main
struct LandcoverTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landcover-train",
        abstract: "Make models for landcoverd.",
        version: Version.current,
        subcommands: [Convert.self]
    )
}
