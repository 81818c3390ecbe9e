import ArgumentParser
import Datasets

/// The options that say which images a model is judged by.
struct LabelledImages: ParsableArguments {
    @Option(
        help: ArgumentHelp("The labelled images: class folders, or a .zip.", valueName: "path"),
        completion: .file()
    )
    var data: String

    @Option(
        help: ArgumentHelp(
            "A list of the images to judge by, one Class/file a line; else all of them.",
            valueName: "path"
        ),
        completion: .file()
    )
    var list: String?

    @Flag(
        help: "Go on without images that are damaged, and name them; else the first ends the run."
    )
    var skipDamaged = false

    /// What the images are, in words.
    var description: String {
        list.map { "\(Self.name(of: data)), listed in \(Self.name(of: $0))" }
            ?? Self.name(of: data)
    }

    /// Reads the images, which must have the classes that are given, in that order.
    func read(classNames: [String]) throws(DatasetError) -> Dataset {
        try DatasetReader(
            names: list.map(SplitList.read),
            classNames: classNames,
            onDefect: skipDamaged ? .skip : .refuse
        ).readReporting(data)
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
