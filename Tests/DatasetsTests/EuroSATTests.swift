import Datasets
import Foundation
import ImageCodecs
import Testing

/// The published archive, where it lies beside the project.
@Suite struct `EuroSAT` {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "shared/data")

    /// A file of the shared data, or nil, said aloud, where it is absent.
    private func path(_ name: String) -> String? {
        let path = Self.folder.appending(path: name).path
        if FileManager.default.fileExists(atPath: path) { return path }
        print("SKIPPED: ../shared/data/\(name) is absent, so EuroSAT is not read")
        return nil
    }

    @Test func `the validation images of the published archive are read`() throws {
        guard let archive = path("EuroSAT_RGB.zip"), let list = path("splits/val.txt") else {
            return
        }
        let names = try SplitList.read(list)
        let dataset = try DatasetReader(names: names).read(archive)
        #expect(
            dataset.classNames == [
                "AnnualCrop", "Forest", "HerbaceousVegetation", "Highway", "Industrial", "Pasture",
                "PermanentCrop", "Residential", "River", "SeaLake",
            ]
        )
        #expect(dataset.classCounts == [300, 300, 300, 250, 250, 200, 250, 300, 250, 300])
        #expect(dataset.examples.map(\.name) == names)
        #expect(dataset.examples.allSatisfy { $0.image.width == 64 && $0.image.height == 64 })
    }
}
