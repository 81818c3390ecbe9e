import Foundation
import TensorFiles
import Testing

@Suite struct `Writing a safetensors file` {
    private let weight: [Float] = [1, -2, 0.5, .leastNonzeroMagnitude, 3, 1e38]

    /// Writes a small file.
    private func write(to path: String) throws {
        var writer = try SafetensorsWriter(
            to: path,
            tensors: [
                .init(name: "half", shape: [3], precision: .bfloat16),
                .init(name: "weight", shape: [2, 3]),
                .init(name: "scalar", shape: []),
                .init(name: "empty", shape: [0, 7]),
            ],
            metadata: ["b": "2", "a": "\"\\\n\u{1}é🌍"]
        )
        try writer.write([7].span, as: "scalar")
        try writer.write([1, 2, 3].span, as: "half")
        try writer.write(weight.span, as: "weight")
        try writer.commit()
    }

    @Test func `what is written is read again`() throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try write(to: path)
            let file = try TensorFile.open(path)
            #expect(file.metadata == ["b": "2", "a": "\"\\\n\u{1}é🌍"])
            #expect(file.tensors.map(\.name) == ["weight", "scalar", "empty", "half"])
            #expect(file.tensors.map(\.shape) == [[2, 3], [], [0, 7], [3]])
            #expect(file["half"]?.elementType == .bfloat16)
            #expect(try file.floats(of: "weight") == weight)
            #expect(try file.floats(of: "scalar") == [7])
            #expect(try file.floats(of: "half") == [1, 2, 3])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        }
    }

    @Test func `the bytes are the ones the format prescribes`() throws {
        try withScratchFolder { folder in
            let file = folder.appending(path: "model.safetensors")
            try write(to: file.path)
            var header =
                #"{"__metadata__":{"a":"\"\\\u000a\u0001é🌍","b":"2"},"#
                + #""weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
                + #""scalar":{"dtype":"F32","shape":[],"data_offsets":[24,28]},"#
                + #""empty":{"dtype":"F32","shape":[0,7],"data_offsets":[28,28]},"#
                + #""half":{"dtype":"BF16","shape":[3],"data_offsets":[28,34]}}"#
            while header.utf8.count % 8 != 0 { header += " " }
            let data = [UInt8].floats(weight + [7]) + [0x80, 0x3F, 0x00, 0x40, 0x40, 0x40]
            let expected = safetensors(Array(header.utf8), data: data)
            #expect(try Array(Data(contentsOf: file)) == expected)
        }
    }

    @Test(
        arguments: [
            (0x3F80_0000, 0x3F80), (0x3F80_7FFF, 0x3F80), (0x3F80_8000, 0x3F80),
            (0x3F80_8001, 0x3F81), (0x3F81_8000, 0x3F82), (0x3F81_7FFF, 0x3F81),
            (0xBF80_8001, 0xBF81), (0x8000_0000, 0x8000), (0x0000_0001, 0x0000),
            (0x0000_8001, 0x0001), (0x7F7F_7FFF, 0x7F7F), (0x7F7F_8000, 0x7F80),
            (0x7F80_0000, 0x7F80), (0xFF80_0000, 0xFF80), (0x7F80_0001, 0x7FC0),
            (0xFFC0_0000, 0xFFC0), (0x7FFF_FFFF, 0x7FFF), (0xFF80_FFFF, 0xFFC0),
        ] as [(UInt32, UInt32)]
    )
    func `bfloat16 rounds to nearest, ties to even, and keeps NaN`(
        bits: UInt32,
        upperHalf: UInt32
    ) throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            var writer = try SafetensorsWriter(
                to: path,
                tensors: [.init(name: "a", shape: [1], precision: .bfloat16)]
            )
            try writer.write([Float(bitPattern: bits)].span, as: "a")
            try writer.commit()
            let read = try TensorFile.open(path).floats(of: "a", nonFinite: .allow)
            #expect(read.map(\.bitPattern) == [upperHalf << 16])
        }
    }

    @Test func `a long tensor is rounded block by block without a seam`() throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            let values = (0..<200_001).map { Float($0 % 251) }
            var writer = try SafetensorsWriter(
                to: path,
                tensors: [.init(name: "a", shape: [200_001], precision: .bfloat16)]
            )
            try writer.write(values.span, as: "a")
            try writer.commit()
            #expect(try TensorFile.open(path).floats(of: "a") == values)
        }
    }

    @Test func `without commit the old file stays and nothing is left behind`() throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try write(to: path)
            do {
                var writer = try SafetensorsWriter(
                    to: path,
                    tensors: [.init(name: "a", shape: [1])]
                )
                try writer.write([1].span, as: "a")
            }
            #expect(try TensorFile.open(path)["weight"] != nil)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left == ["model.safetensors"])
        }
    }

    @Test func `a file that is open can be replaced and read on`() throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try write(to: path)
            let old = try TensorFile.open(path)
            let writer = try SafetensorsWriter(to: path, tensors: [])
            try writer.commit()
            #expect(try old.floats(of: "weight") == weight)
            #expect(try TensorFile.open(path).tensors.isEmpty)
        }
    }

    @Test func `a folder that is not there is reported`() {
        let path = "/nonexistent/model.safetensors"
        let reason = "No such file or directory"
        #expect(throws: TensorFileError.cannotWrite(file: path, reason: reason)) {
            _ = try SafetensorsWriter(to: path, tensors: [])
        }
    }

    @Test func `a file that does not fit is reported and leaves nothing behind`() async {
        await #expect(processExitsWith: .success) {
            // A limit on the size of files stands for a full disk; it holds for the whole process.
            _ = signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4_096, rlim_max: 4_096)
            try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            try withScratchFolder { folder in
                let path = folder.appending(path: "model.safetensors").path
                let values = [Float](repeating: 1, count: 2_000)
                let reason = "File too large"
                #expect(throws: TensorFileError.cannotWrite(file: path, reason: reason)) {
                    let tensor = SafetensorsWriter.Tensor(name: "a", shape: [2_000])
                    var writer = try SafetensorsWriter(to: path, tensors: [tensor])
                    try writer.write(values.span, as: "a")
                    try writer.commit()
                }
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                #expect(left.isEmpty)
            }
        }
    }

    @Test func `a folder in the way is reported and nothing is left behind`() throws {
        try withScratchFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try FileManager.default.createDirectory(
                atPath: path + "/inside",
                withIntermediateDirectories: true
            )
            let reason = "Is a directory"
            #expect(throws: TensorFileError.cannotWrite(file: path, reason: reason)) {
                try write(to: path)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        }
    }

    @Test func `committing before every tensor is written is a programmer's error`() async {
        await #expect(processExitsWith: trap) {
            try withScratchFolder { folder in
                let path = folder.appending(path: "model.safetensors").path
                let writer = try SafetensorsWriter(
                    to: path,
                    tensors: [.init(name: "a", shape: [1])]
                )
                // A process that traps does not clean up.
                try FileManager.default.removeItem(at: folder)
                try writer.commit()
            }
        }
    }

    @Test func `writing a tensor twice is a programmer's error`() async {
        await #expect(processExitsWith: trap) {
            try withScratchFolder { folder in
                let path = folder.appending(path: "model.safetensors").path
                var writer = try SafetensorsWriter(
                    to: path,
                    tensors: [.init(name: "a", shape: [1])]
                )
                try FileManager.default.removeItem(at: folder)
                try writer.write([1].span, as: "a")
                try writer.write([1].span, as: "a")
            }
        }
    }
}
