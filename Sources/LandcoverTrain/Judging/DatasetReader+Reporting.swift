import Datasets

extension DatasetReader {
    /// Reads a data set, showing how far it is and naming each image that is left out.
    func readReporting(_ path: String) throws(DatasetError) -> Dataset {
        let progress = ProgressLine(label: "reading \(path)")
        defer { progress.clear() }
        let dataset = try read(path, progress: progress.show)
        progress.clear()
        for skipped in dataset.skipped {
            complain("\(skipped.name) is left out: \(skipped.reason.description)")
        }
        return dataset
    }
}
