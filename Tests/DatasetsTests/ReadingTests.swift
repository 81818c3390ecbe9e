import Datasets
import Foundation
import ImageCodecs
import Testing

@Suite struct `Reading` {
    private let names = [
        "Forest/Forest_1.png", "Forest/Forest_2.jpg", "Forest/Forest_3.PNG", "River/River_1.JPEG",
        "River/River_2.png",
    ]

    /// The archive of some files, every other entry deflated.
    private func zipped(_ files: [String: [UInt8]]) -> [ZipEntry] {
        files.sorted { $0.key > $1.key }.enumerated().map { index, file in
            ZipEntry(name: file.key, data: file.value, isDeflated: index % 2 == 1)
        }
    }

    @Test func `folders are classes and their images are examples`() throws {
        let dataset = try read(Picture.dataset())
        #expect(dataset.classNames == ["Forest", "River"])
        #expect(dataset.examples.map(\.name) == names)
        #expect(dataset.examples.map(\.classIndex) == [0, 0, 0, 1, 1])
        #expect(dataset.classCounts == [3, 2])
        #expect(dataset.skipped.isEmpty)
        #expect(dataset.examples[0].image == Picture.smooth(seed: 1))
        #expect(dataset.examples[4].image.width == 20 && dataset.examples[4].image.height == 12)
        let decoded = try ImageDecoder().decode(Picture.jpeg(seed: 2)).image
        #expect(dataset.examples[1].image == decoded)
    }

    @Test func `an archive, stored and deflated, reads like the folder`() throws {
        let files = try Picture.dataset()
        let (fromFolder, fromArchive) = (try read(files), try read(archive: archive(zipped(files))))
        #expect(fromArchive.classNames == fromFolder.classNames)
        #expect(fromArchive.examples == fromFolder.examples)
    }

    @Test func `folders around the classes are descended into`() throws {
        let files = try Picture.dataset()
        let wrapped = Dictionary(
            uniqueKeysWithValues: files.map { ("data/EuroSAT_RGB/\($0.key)", $0.value) }
        )
        #expect(try read(wrapped).examples.map(\.name) == names)
        let folders = [ZipEntry(name: "data/"), ZipEntry(name: "data/EuroSAT_RGB/")]
        let dataset = try read(archive: archive(folders + zipped(wrapped)))
        #expect(dataset.examples.map(\.name) == names)
    }

    @Test func `what is hidden, of macOS or no image is ignored`() throws {
        var files = try Picture.dataset()
        let junk = [
            "README.md", ".DS_Store", ".cache/x.png", "__MACOSX/Forest/._Forest_1.png",
            "Forest/._Forest_1.png", "Forest/Thumbs.db", "Forest/.hidden.jpg", "River/notes.txt",
            "Forest/.thumbnails/small.png",
        ]
        for name in junk { files[name] = Array("no image".utf8) }
        #expect(try read(files).examples.map(\.name) == names)
        #expect(try read(archive: archive(zipped(files))).examples.map(\.name) == names)
    }

    @Test func `an archive may have a comment, even one that looks like an end`() throws {
        let entries = zipped(try Picture.dataset())
        let dataset = try read(
            archive: archive(entries) { end in
                var decoy = end
                decoy.offset = 1
                end.comment = Array("PK\u{5}\u{6} is no end".utf8) + decoy.bytes + [0]
            }
        )
        #expect(dataset.examples.count == 5)
    }

    @Test func `an entry may be followed by a data descriptor`() throws {
        var entries = zipped(try Picture.dataset())
        for index in entries.indices {
            entries[index].flags = 8
            entries[index].trailer = [UInt8](repeating: 7, count: 16)
        }
        #expect(try read(archive: archive(entries)).examples.count == 5)
    }

    @Test func `a list restricts and orders, and keeps every class`() throws {
        let wanted = ["River/River_2.png", "River/River_1.JPEG"]
        let dataset = try read(Picture.dataset(), with: DatasetReader(names: wanted))
        #expect(dataset.examples.map(\.name) == wanted)
        #expect(dataset.classNames == ["Forest", "River"])
        #expect(dataset.classCounts == [0, 2])
    }

    @Test func `a model's classes give the indices`() throws {
        let reader = DatasetReader(classNames: ["River", "Forest"])
        let dataset = try read(Picture.dataset(), with: reader)
        #expect(dataset.classNames == ["River", "Forest"])
        #expect(dataset.examples.first?.name == "River/River_1.JPEG")
        #expect(dataset.examples.first?.classIndex == 0)
        #expect(dataset.classCounts == [2, 3])
    }

    @Test func `progress rises to one`() throws {
        try withScratchFolder { folder in
            try write(Picture.dataset(), below: folder)
            var shares: [Double] = []
            _ = try DatasetReader().read(folder.path) { shares.append($0) }
            #expect(shares == shares.sorted() && shares.count == 5)
            #expect(shares.last == 1)
        }
    }

    @Test func `links are followed`() throws {
        try withScratchFolder { folder in
            try write(Picture.dataset(), below: folder.appending(path: "real"))
            let linked = folder.appending(path: "linked")
            try FileManager.default.createDirectory(at: linked, withIntermediateDirectories: false)
            for name in ["Forest", "River"] {
                try FileManager.default.createSymbolicLink(
                    at: linked.appending(path: name),
                    withDestinationURL: folder.appending(path: "real/\(name)")
                )
            }
            #expect(try DatasetReader().read(linked.path).examples.map(\.name) == names)
        }
    }
}
