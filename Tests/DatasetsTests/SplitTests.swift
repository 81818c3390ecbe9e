import Datasets
import Foundation
import ImageCodecs
import Testing

@Suite struct `Splits` {
    /// Classes of these sizes, whose images nobody looks at.
    private func dataset(_ counts: [Int], reversed: Bool = false) -> Dataset {
        let image = RGBImage(width: 1, height: 1, pixels: [0, 0, 0])
        let examples = counts.enumerated().flatMap { classIndex, count in
            (0..<count).map { number in
                Example(name: "C\(classIndex)/\(number).jpg", classIndex: classIndex, image: image)
            }
        }
        return Dataset(
            classNames: counts.indices.map { "C\($0)" },
            examples: reversed ? examples.reversed() : examples
        )
    }

    private func counts(_ indices: [Int], of dataset: Dataset) -> [Int] {
        indices.reduce(into: [Int](repeating: 0, count: dataset.classNames.count)) {
            $0[dataset.examples[$1].classIndex] += 1
        }
    }

    private func names(_ indices: [Int], of dataset: Dataset) -> Set<String> {
        Set(indices.map { dataset.examples[$0].name })
    }

    @Test func `every class gives its share and every example has one side`() throws {
        let dataset = dataset([100, 50, 7])
        let split = try DatasetSplit(of: dataset, validationShare: 0.1, seed: 3)
        #expect(counts(split.validation, of: dataset) == [10, 5, 1])
        #expect((split.training + split.validation).sorted() == Array(0..<157))
        #expect(split.training == split.training.sorted())
        #expect(split.validation == split.validation.sorted())
    }

    @Test func `the seed and the names decide, not the order of the files`() throws {
        let (forwards, backwards) = (dataset([40, 60]), dataset([40, 60], reversed: true))
        let split = try DatasetSplit(of: forwards, validationShare: 0.25, seed: 1)
        #expect(try DatasetSplit(of: forwards, validationShare: 0.25, seed: 1) == split)
        let other = try DatasetSplit(of: backwards, validationShare: 0.25, seed: 1)
        #expect(names(split.validation, of: forwards) == names(other.validation, of: backwards))
    }

    @Test func `seeds give independent splits`() throws {
        let dataset = dataset([400, 600])
        let first = try DatasetSplit(of: dataset, validationShare: 0.2, seed: 1)
        let second = try DatasetSplit(of: dataset, validationShare: 0.2, seed: 2)
        // 200 of 1000 each: 40 in common on average, with a standard deviation of about 5.
        let common = Set(first.validation).intersection(second.validation).count
        #expect((20...60).contains(common))
    }

    @Test func `no class is lost to either side where two examples are`() throws {
        let dataset = dataset([2, 2, 1])
        for share in [0.001, 0.999] {
            let split = try DatasetSplit(of: dataset, validationShare: share, seed: 9)
            #expect(counts(split.validation, of: dataset) == [1, 1, 0])
            #expect(counts(split.training, of: dataset) == [1, 1, 1])
        }
    }

    @Test func `too few examples for two sides are refused`() {
        #expect(throws: DatasetError.emptySide(isTraining: false)) {
            _ = try DatasetSplit(of: dataset([1, 1]), validationShare: 0.5, seed: 0)
        }
    }

    @Test func `a share that leaves a side empty is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            let nothing = Dataset(classNames: [], examples: [])
            _ = try DatasetSplit(of: nothing, validationShare: 1, seed: 0)
        }
    }

    @Test func `lists give the sides and leave out the rest`() throws {
        let dataset = dataset([3, 3])
        let split = try DatasetSplit(
            of: dataset,
            training: ["C1/2.jpg", "C0/0.jpg"],
            validation: ["C0/1.jpg"],
            source: "data"
        )
        #expect(split.training == [0, 5])
        #expect(split.validation == [1])
    }

    @Test func `a name in both lists, twice in one or in no folder is refused`() {
        let dataset = dataset([3, 3])
        func attempt(_ training: [String], _ validation: [String]) throws {
            _ = try DatasetSplit(
                of: dataset,
                training: training,
                validation: validation,
                source: "data"
            )
        }
        #expect(throws: DatasetError.overlap(name: "C0/1.jpg")) {
            try attempt(["C0/0.jpg", "C0/1.jpg"], ["C0/1.jpg"])
        }
        #expect(throws: DatasetError.repeatedName("C0/1.jpg")) {
            try attempt(["C0/1.jpg", "C0/1.jpg"], ["C0/2.jpg"])
        }
        #expect(throws: DatasetError.absentImage(source: "data", name: "C0/9.jpg")) {
            try attempt(["C0/1.jpg"], ["C0/9.jpg"])
        }
        #expect(throws: DatasetError.emptySide(isTraining: true)) { try attempt([], ["C0/1.jpg"]) }
    }

    @Test func `listed images that were skipped are passed over`() throws {
        let whole = dataset([2, 2])
        let dataset = Dataset(
            classNames: whole.classNames,
            examples: Array(whole.examples.dropFirst()),
            skipped: [Dataset.Skipped(name: "C0/0.jpg", reason: .checksumMismatch)]
        )
        let split = try DatasetSplit(
            of: dataset,
            training: ["C0/0.jpg", "C0/1.jpg"],
            validation: ["C1/0.jpg"],
            source: "data"
        )
        #expect(names(split.training, of: dataset) == ["C0/1.jpg"])
    }
}

@Suite struct `Lists` {
    private func list(_ bytes: [UInt8]) throws -> [String] {
        try withScratchFolder { folder in
            let url = folder.appending(path: "list.txt")
            try Data(bytes).write(to: url)
            return try SplitList.read(url.path)
        }
    }

    @Test func `names come in order, without comments and blanks`() throws {
        let text = "# a list\nRiver/b.jpg\r\n\n  Forest/a b.jpg \t\n#River/c.jpg\nForest/ä.png"
        #expect(try list(Array(text.utf8)) == ["River/b.jpg", "Forest/a b.jpg", "Forest/ä.png"])
        #expect(try list([]).isEmpty)
    }

    @Test func `a repeated name is refused with its line`() throws {
        _ = try refusal(naming: "Line 3", "list.txt", "\"A/b\"") {
            _ = try list(Array("A/b\n\nA/b\n".utf8))
        }
    }

    @Test(arguments: ["A", "A/", "/b", "x/A/b", "/"])
    func `what is no name is refused with its line`(line: String) throws {
        _ = try refusal(naming: "Line 2", "\"\(line)\"") {
            _ = try list(Array("A/b\n\(line)\n".utf8))
        }
    }

    @Test func `what is no text, no file or not there is refused`() throws {
        _ = try refusal(naming: "UTF-8") { _ = try list([0x41, 0xFF]) }
        try withScratchFolder { folder in
            _ = try refusal(naming: "it is a folder") { _ = try SplitList.read(folder.path) }
            _ = try refusal(naming: "check the path") {
                _ = try SplitList.read(folder.appending(path: "none").path)
            }
        }
    }
}
