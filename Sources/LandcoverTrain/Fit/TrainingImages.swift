import ArgumentParser
import Datasets

/// The options that say which images are trained on and which judge.
struct TrainingImages: ParsableArguments {
    @Option(
        help: ArgumentHelp("The labelled images: class folders, or a .zip.", valueName: "path"),
        completion: .file()
    )
    var data: String

    @Option(
        help: ArgumentHelp(
            "A list of the images to train on, one Class/file a line.",
            valueName: "path"
        ),
        completion: .file()
    )
    var trainList: String?

    @Option(
        help: ArgumentHelp("A list of the images to judge with.", valueName: "path"),
        completion: .file()
    )
    var validationList: String?

    @Option(
        help: ArgumentHelp(
            "Without lists: the share of each class that judges, drawn by the seed.",
            valueName: "0…1"
        )
    )
    var validationShare = 0.2

    @Flag(help: "Leave out images that are damaged, naming them; else the first ends the run.")
    var skipDamaged = false

    func validate() throws {
        guard (trainList == nil) == (validationList == nil) else {
            throw ValidationError("Give both --train-list and --validation-list, or neither.")
        }
        guard validationShare > 0, validationShare < 1 else {
            throw ValidationError("--validation-share must be between 0 and 1.")
        }
    }

    /// What the images are, in words; `seed` splits them where there are no lists.
    func description(seed: UInt64) -> String {
        let name = data.split(separator: "/").last.map(String.init) ?? data
        guard trainList != nil else {
            return "\(name), \(validationShare) of it for validation by seed \(seed)"
        }
        return "\(name), split by lists"
    }

    /// Reads and splits the images; `seed` splits them where there are no lists.
    func read(seed: UInt64) throws(DatasetError) -> (Dataset, DatasetSplit) {
        var reader = DatasetReader(onDefect: skipDamaged ? .skip : .refuse)
        guard let trainList, let validationList else {
            let dataset = try reader.readReporting(data)
            return (
                dataset,
                try DatasetSplit(of: dataset, validationShare: validationShare, seed: seed)
            )
        }
        let (training, validation) = (
            try SplitList.read(trainList), try SplitList.read(validationList)
        )
        if let name = Set(training).intersection(validation).min() { throw .overlap(name: name) }
        reader.names = training + validation
        let dataset = try reader.readReporting(data)
        let split = try DatasetSplit(
            of: dataset,
            training: training,
            validation: validation,
            source: data
        )
        return (dataset, split)
    }
}
