import Datasets
import Files
import Foundation
import ImageCodecs
import Testing

@Suite struct `Refusals` {
    @Test func `what is not there is refused by its path`() throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "nothing").path
            let error = try refusal(naming: "nothing", "check the path") {
                _ = try DatasetReader().read(path)
            }
            #expect(error == .unreadable(path: path, .doesNotExist))
        }
    }

    @Test func `a named pipe is refused instead of waited for`() throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "pipe").path
            let status = unsafe mkfifo(path, 0o600)
            try #require(status == 0)
            let error = try refusal { _ = try DatasetReader().read(path) }
            #expect(error == .unreadable(path: path, .isNotRegularFile))
        }
    }

    @Test func `a file that is no archive is refused`() throws {
        _ = try refusal(naming: "data.zip", "end is missing") {
            _ = try read(archive: Picture.png())
        }
        _ = try refusal(naming: "data.zip", "end is missing") { _ = try read(archive: []) }
    }

    @Test func `no class folder at all is refused`() throws {
        _ = try refusal(naming: "no class folders") { _ = try read(["notes.txt": [1]]) }
        _ = try refusal(naming: "no class folders") { _ = try read(archive: archive([])) }
    }

    @Test func `one class is not enough`() throws {
        _ = try refusal(naming: "\"Forest\"", "at least two") {
            _ = try read(["Forest/a.png": Picture.png()])
        }
    }

    @Test(arguments: [true, false]) func `an empty class is refused by name`(zipped: Bool) throws {
        var files = try Picture.dataset()
        files["Lake/"] = []
        let entries = files.map { ZipEntry(name: $0.key, data: $0.value) }
        _ = try refusal(naming: "\"Lake\"", "fill or remove") {
            _ = zipped ? try read(archive: archive(entries)) : try read(files)
        }
    }

    @Test func `a folder inside a class is refused by name`() throws {
        var files = try Picture.dataset()
        files["Forest/old/a.png"] = try Picture.png()
        _ = try refusal(naming: "\"Forest/old\"") { _ = try read(files) }
    }

    @Test func `an image beside the classes is refused by name`() throws {
        var files = try Picture.dataset()
        files["overview.jpg"] = try Picture.jpeg()
        _ = try refusal(naming: "\"overview.jpg\"", "beside") { _ = try read(files) }
    }

    @Test func `other classes than the model's are named`() throws {
        let reader = DatasetReader(classNames: ["Forest", "Lake", "Sea"])
        let error = try refusal(naming: "\"Lake\", \"Sea\" missing", "\"River\" unexpected") {
            _ = try read(Picture.dataset(), with: reader)
        }
        guard case .classesDiffer(_, ["Lake", "Sea"], ["River"]) = error else {
            Issue.record("another error: \(error)")
            return
        }
    }

    @Test(arguments: [
        "Forest/Forest_9.png", "Lake/Lake_1.png", "Forest_1.png", "EuroSAT/Forest/Forest_1.png",
        "", "Forest/", "Forest/../River/River_2.png",
    ])
    func `a listed name that is absent is refused`(name: String) throws {
        let reader = DatasetReader(names: ["Forest/Forest_1.png", name])
        _ = try refusal(naming: "\"\(name)\"", "no image") {
            _ = try read(Picture.dataset(), with: reader)
        }
    }

    @Test func `a name that is listed twice is refused, so is an empty list`() throws {
        let twice = DatasetReader(names: ["Forest/Forest_1.png", "Forest/Forest_1.png"])
        let error = try refusal { _ = try read(Picture.dataset(), with: twice) }
        #expect(error == .repeatedName("Forest/Forest_1.png"))
        let nothing = try refusal { _ = try read(Picture.dataset(), with: .init(names: [])) }
        #expect(nothing == .nothingListed)
    }

    @Test func `a damaged image is refused by name, or skipped and reported`() throws {
        var files = try Picture.dataset()
        files["Forest/Forest_1.png"] = Array(try Picture.png().dropLast(20))
        files["River/River_1.JPEG"] = []
        _ = try refusal(naming: "\"Forest/Forest_1.png\"", "ends before its picture does") {
            _ = try read(files)
        }
        let dataset = try read(files, with: DatasetReader(onDefect: .skip))
        #expect(dataset.classCounts == [2, 1])
        #expect(dataset.skipped.map(\.name) == ["Forest/Forest_1.png", "River/River_1.JPEG"])
        #expect(dataset.skipped.first?.reason == .undecodable(.truncated(.png)))
        #expect(dataset.skipped.last?.reason == .undecodable(.empty))
    }

    @Test func `damage that a decoder goes on from is damage`() throws {
        var files = try Picture.dataset()
        var bytes = try Picture.jpeg()
        // The last of the scan, in front of the end's marker.
        bytes.removeSubrange(bytes.count - 22..<bytes.count - 2)
        files["Forest/Forest_2.jpg"] = bytes
        _ = try refusal(naming: "\"Forest/Forest_2.jpg\"", "wrong in places") {
            _ = try read(files)
        }
    }

    @Test func `a class that loses every image to damage is refused`() throws {
        var files = try Picture.dataset()
        files["River/River_1.JPEG"] = [1]
        files["River/River_2.png"] = [2]
        _ = try refusal(naming: "\"River\"") {
            _ = try read(files, with: DatasetReader(onDefect: .skip))
        }
    }

    @Test func `images that outgrow the memory are refused`() throws {
        var reader = DatasetReader()
        reader.maximumByteCount = 4 * 16 * 16 * 3
        _ = try refusal(naming: "shrink") { _ = try read(Picture.dataset(), with: reader) }
        reader.maximumByteCount += 20 * 12 * 3
        #expect(try read(Picture.dataset(), with: reader).examples.count == 5)
    }

    @Test func `a file that is too large is refused before it is read`() throws {
        try withScratchFolder { folder in
            try write(Picture.dataset(), below: folder)
            let path = folder.appending(path: "Forest/huge.png").path
            try #require(FileManager.default.createFile(atPath: path, contents: nil))
            let status = unsafe truncate(path, 64 << 20 + 1)
            try #require(status == 0)
            _ = try refusal(naming: "huge.png", "67108864") {
                _ = try DatasetReader().read(folder.path)
            }
        }
    }

    @Test func `a link to nothing is refused by its path`() throws {
        try withScratchFolder { folder in
            try write(Picture.dataset(), below: folder)
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "Forest/gone.png").path,
                withDestinationPath: "/nowhere/at/all"
            )
            _ = try refusal(naming: "gone.png") { _ = try DatasetReader().read(folder.path) }
        }
    }

    @Test func `a folder that leads into itself ends`() throws {
        try withScratchFolder { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "again").path,
                withDestinationPath: "."
            )
            _ = try refusal(naming: "again") { _ = try DatasetReader().read(folder.path) }
        }
    }

    @Test func `a folder that nobody may enter is refused`() throws {
        try withScratchFolder { folder in
            try write(Picture.dataset(), below: folder)
            let locked = folder.appending(path: "River").path
            let manager = FileManager.default
            try manager.setAttributes([.posixPermissions: 0], ofItemAtPath: locked)
            defer { try? manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: locked) }
            guard !manager.isReadableFile(atPath: locked) else {
                print("SKIPPED: the superuser may enter every folder")
                return
            }
            _ = try refusal(naming: "River", "permission") {
                _ = try DatasetReader().read(folder.path)
            }
        }
    }
}
