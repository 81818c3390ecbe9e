import Foundation
import LandcoverCommand
import Testing
import Wire

@Suite struct `Sources of images` {
    @Test func `a folder stands for the images below it in the order of their names`() throws {
        try withTemporaryFolder { folder in
            let files = [
                "b/2.PNG", "b/10.jpeg", "a.jpg", "c.txt", ".hidden.jpg", ".png", "b/.git/x.jpg",
                "Z.jpg", "empty/readme",
            ]
            for file in files { try write([1], to: "\(folder)/\(file)") }
            let found = ["Z.jpg", "a.jpg", "b/10.jpeg", "b/2.PNG"].map { "\(folder)/\($0)" }
            #expect(ImageSource.expand([folder]).map(\.name) == found)
            #expect(ImageSource.expand([folder + "/"]).map(\.name) == found)
        }
    }

    @Test func `links to files are followed and links to folders are not`() throws {
        try withTemporaryFolder { folder in
            try write([1], to: "\(folder)/a.jpg")
            let files = FileManager.default
            try files.createSymbolicLink(
                atPath: "\(folder)/b.jpg",
                withDestinationPath: "\(folder)/a.jpg"
            )
            try files.createSymbolicLink(atPath: "\(folder)/loop", withDestinationPath: folder)
            #expect(
                ImageSource.expand([folder]) == [
                    .file("\(folder)/a.jpg"), .file("\(folder)/b.jpg"),
                ]
            )
        }
    }

    @Test func `files are taken as named, in the order of the arguments`() {
        let sources = ImageSource.expand(["z.tif", "-", "missing.jpg"])
        #expect(sources == [.file("z.tif"), .standardInput, .file("missing.jpg")])
    }

    @Test func `a folder without images is a missing input`() throws {
        try withTemporaryFolder { folder in
            let sources = ImageSource.expand([folder])
            #expect(sources.map(\.name) == [folder])
            let source = try #require(sources.first)
            #expect(failure(of: source)?.status == .noInput)
        }
    }

    @Test func `a file is read whole`() throws {
        try withTemporaryFolder { folder in
            for count in [1, 65_535, 65_536, 65_537, 300_000] {
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                try write(bytes, to: "\(folder)/x")
                #expect(try ImageSource.file("\(folder)/x").read() == bytes)
            }
        }
    }

    @Test func `a file that is missing, a folder, empty or too long is refused by reason`() throws {
        try withTemporaryFolder { folder in
            #expect(
                failure(of: .file("\(folder)/none"))
                    == CommandFailure(.noInput, "cannot be opened: No such file or directory")
            )
            #expect(
                failure(of: .file(folder))
                    == CommandFailure(.noInput, "cannot be read: Is a directory")
            )
            try write([], to: "\(folder)/empty")
            #expect(failure(of: .file("\(folder)/empty"))?.status == .dataError)
            try write([UInt8](repeating: 0, count: Limits.requestBytes), to: "\(folder)/long")
            #expect(failure(of: .file("\(folder)/long"))?.status == .dataError)
        }
    }

    @Test func `a file without an end is refused at the limit`() {
        #expect(failure(of: .file("/dev/zero"))?.status == .dataError)
    }

    @Test func `no output is the image itself, by whatever path`() throws {
        try withTemporaryFolder { folder in
            let image = "\(folder)/a.png"
            let alias = "\(folder)/b.png"
            try write([1], to: image)
            try FileManager.default.linkItem(atPath: image, toPath: alias)
            let source = ImageSource.file(image)
            for output in [
                image, alias, "\(folder)/../\((folder as NSString).lastPathComponent)/a.png",
            ] {
                let figures = FigureWriter(output: output, grid: nil, everyClass: false)
                #expect(throws: CommandFailure.self) { try figures.refuseToOverwrite(source) }
                let numbers = FigureWriter(output: nil, grid: output, everyClass: false)
                #expect(throws: CommandFailure.self) { try numbers.refuseToOverwrite(source) }
            }
            let other = FigureWriter(output: "\(folder)/c.png", grid: "-", everyClass: false)
            try other.refuseToOverwrite(source)
        }
    }

    private func failure(of source: ImageSource) -> CommandFailure? {
        do throws(CommandFailure) {
            _ = try source.read()
            return nil
        } catch {
            return error
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
    }

    private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("landcover-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }
}
