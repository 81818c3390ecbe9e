import Foundation
import Files
import TensorFiles
import Testing

@Suite struct `Opening a file` {
    @Test func `a path that leads nowhere is named`() {
        let path = "/nonexistent/model.safetensors"
        let expected = TensorFileError.cannotOpen(file: path, .doesNotExist)
        #expect(throws: expected) { try TensorFile.open(path) }
        #expect(
            expected.description
                == "cannot read \"/nonexistent/model.safetensors\": there is no such file; check "
                + "the path"
        )
    }

    @Test func `a folder is not a file`() throws {
        try withScratchFolder { folder in
            #expect(throws: TensorFileError.cannotOpen(file: folder.path, .isDirectory)) {
                try TensorFile.open(folder.path)
            }
        }
    }

    @Test func `a pipe is refused and not waited for`() throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "pipe").path
            #expect(unsafe mkfifo(path, 0o600) == 0)
            #expect(throws: TensorFileError.cannotOpen(file: path, .isNotRegularFile)) {
                try TensorFile.open(path)
            }
        }
    }

    @Test func `an empty file is refused`() throws {
        try withScratchFolder { folder in
            let file = folder.appending(path: "empty")
            try Data().write(to: file)
            #expect(throws: TensorFileError.cannotOpen(file: file.path, .isEmpty)) {
                try TensorFile.open(file.path)
            }
        }
    }

    @Test func `a file that may not be read is refused`() async {
        // In a process of its own, because the superuser, who may read every file, must step down.
        await #expect(processExitsWith: .success) {
            try withScratchFolder { folder in
                let file = folder.appending(path: "secret")
                try Data("{}".utf8).write(to: file)
                try #require(unsafe chmod(file.path, 0) == 0)
                let user = geteuid()
                let nobody: uid_t = 65_534
                if user == 0 { try #require(seteuid(nobody) == 0) }
                defer { _ = seteuid(user) }
                #expect(throws: TensorFileError.cannotOpen(file: file.path, .permissionDenied)) {
                    try TensorFile.open(file.path)
                }
            }
        }
    }

    @Test func `whatever else the system reports is passed on`() throws {
        let path = "/" + String(repeating: "a", count: 300)
        let expected = FileFailure.system(message: "File name too long")
        #expect(throws: TensorFileError.cannotOpen(file: path, expected)) {
            try TensorFile.open(path)
        }
    }

    @Test(
        arguments: [
            ([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8], .legacyTorch),
            ([UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8), .tar),
            ([0x80, 2, 0x7D, 0x2E], .pickle), ([0x80, 5, 0x95, 0], .pickle),
            ([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10], .hdf5),
            ([0x08, 8, 0x12, 7] + Array("pytorch".utf8), .onnx),
            ([0x93] + Array("NUMPY".utf8) + [1, 0], .numpy), (Array("GGUF\u{3}".utf8), .gguf),
            ([0x1F, 0x8B, 8, 0], .gzip), (Array("PK\u{5}\u{6}".utf8), .emptyZip),
            (Array("version https://git-lfs.github.com/spec/v1\n".utf8), .gitLFSPointer),
            (Array("<!DOCTYPE html>".utf8), .html), (Array("<html>".utf8), .html),
        ] as [([UInt8], ForeignFormat)]
    )
    func `a format that is not read is refused by name`(
        bytes: [UInt8],
        format: ForeignFormat
    ) throws {
        guard case .foreignFormat(_, let found) = try refusal(of: bytes) else {
            Issue.record("not recognised: \(format)")
            return
        }
        #expect(found == format)
    }

    @Test(arguments: [[0], Array("{}".utf8), [UInt8](repeating: 0, count: 100)] as [[UInt8]])
    func `a file of no known format is refused`(bytes: [UInt8]) throws {
        guard case .unknownFormat = try refusal(of: bytes) else {
            Issue.record("not refused as unknown")
            return
        }
    }

    @Test func `what a hostile file says cannot break a line of a log`() throws {
        let name = "a\u{1B}[31m\n\u{202E}" + String(repeating: "b", count: 1_000)
        let error = TensorFileError.noSuchTensor(file: "model.pth", tensor: name)
        #expect(!error.description.contains { $0.isNewline || $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(error.description.contains("\\u{1B}[31m\\n\\u{202E}bbb"))
        #expect(error.description.count < 300)
    }
}

@Suite struct `A file that changes while it is open` {
    private func withOpenModel(_ body: (String, TensorFile) throws -> Void) throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try Self.write(path)
            let model = try TensorFile.open(path)
            #expect(try model.floats(of: "t").allSatisfy { $0 == 1 })
            try body(path, model)
        }
    }

    private static func write(_ path: String) throws {
        var writer = try SafetensorsWriter(to: path, tensors: [.init(name: "t", shape: [1000])])
        try writer.write([Float](repeating: 1, count: 1000).span, as: "t")
        try writer.commit()
    }

    @Test func `is refused when it becomes shorter, and nothing crashes`() throws {
        try withOpenModel { path, model in
            #expect(unsafe truncate(path, 100) == 0)
            #expect(throws: TensorFileError.cannotOpen(file: path, .changed)) {
                try model.floats(of: "t")
            }
        }
    }

    @Test func `is refused when somebody writes into it`() throws {
        try withOpenModel { path, model in
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            try file.seek(toOffset: 200)
            try file.write(contentsOf: Data([0, 0, 0, 0]))
            try file.close()
            #expect(throws: TensorFileError.cannotOpen(file: path, .changed)) {
                try model.floats(of: "t")
            }
        }
    }

    @Test func `may be replaced by another of the same name`() throws {
        try withOpenModel { path, model in
            try Self.write(path)
            #expect(try model.floats(of: "t").count == 1000)
        }
    }
}
