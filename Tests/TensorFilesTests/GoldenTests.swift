import Foundation
import TensorFiles
import Testing

@Suite struct `Files of the official libraries` {
    /// One line of `expected.txt`.
    struct Golden: Sendable, CustomTestStringConvertible {
        let file: String
        let name: String
        let type: String
        let shape: [Int]
        /// The bits of the elements, or `nil` if they are no floating point.
        let bits: [UInt32]?

        var testDescription: String { "\(file): \(name)" }

        init(line: Substring) throws {
            let words = line.split(separator: " ").map(String.init)
            try #require(words.count == 5)
            file = words[0]
            name = words[1]
            type = words[2]
            shape =
                words[3] == "scalar" ? [] : words[3].split(separator: "x").compactMap { Int($0) }
            let hexadecimal = words[4] == "none" ? [] : words[4].split(separator: ",")
            bits = words[4] == "-" ? nil : hexadecimal.compactMap { UInt32($0, radix: 16) }
        }

        static func all() throws -> [Golden] {
            let text = try String(contentsOf: fixture("expected.txt"), encoding: .utf8)
            return try text.split(separator: "\n").map(Golden.init(line:))
        }
    }

    @Test(arguments: try Golden.all())
    func `every element is, bit for bit, what PyTorch has`(golden: Golden) throws {
        let file = try openedFixture(golden.file)
        let entry = try #require(file[golden.name])
        #expect(entry.elementType.rawValue == golden.type)
        #expect(entry.shape == golden.shape)
        #expect(entry.elementCount == golden.shape.reduce(1, *))
        if let bits = golden.bits {
            #expect(bits.count == entry.elementCount)
            #expect(try file.floats(of: golden.name).map(\.bitPattern) == bits)
        } else {
            #expect(throws: TensorFileError.self) { try file.floats(of: golden.name) }
        }
    }

    @Test func `nothing is listed that PyTorch did not write, and nothing is left out`() throws {
        for (name, goldens) in Dictionary(grouping: try Golden.all(), by: \.file) {
            let listed = try openedFixture(name).tensors.map(\.name)
            #expect(Set(listed) == Set(goldens.map(\.name)))
            #expect(listed.count == goldens.count)
        }
    }

    @Test(arguments: ["network.pth", "floats.pth", "views.pth"])
    func `tensors come in the order of the state_dict`(name: String) throws {
        let expected = try Golden.all().filter { $0.file == name }.map(\.name)
        #expect(try openedFixture(name).tensors.map(\.name) == expected)
    }

    @Test func `metadata keeps quotes, line ends and characters beyond 16 bits`() throws {
        let file = try openedFixture("network.safetensors")
        #expect(file.metadata == ["classes": "Forest\nRiver \"é\" 🌍", "format": "pt"])
        #expect(file.format == .safetensors)
    }

    @Test func `a training checkpoint gives its state_dict and lists the rest`() throws {
        let file = try openedFixture("checkpoint.pth")
        #expect(file.tensors.map(\.name) == ["module.weight", "module.bias"])
        #expect(file.ignoredKeys == ["epoch", "arch", "best_acc1", "history", "optimizer"])
        #expect(file.format == .torch)
    }

    @Test func `a whole pickled module is refused by the name of its class`() throws {
        let error = try #require(throws: TensorFileError.self) {
            try openedFixture("module.pth")
        }
        #expect(error.pickleDefect == .global("torch.nn.modules.linear.Linear"))
        #expect(error.description.contains("save only model.state_dict()"))
    }

    @Test func `a TorchScript program is refused`() throws {
        let error = try #require(throws: TensorFileError.self) {
            try openedFixture("torchscript.pth")
        }
        #expect(error.archiveDefect == .torchScript)
    }

    @Test func `a file from before PyTorch 1.6 is refused with the remedy`() throws {
        let path = fixture("legacy.pth").path
        #expect(throws: TensorFileError.foreignFormat(file: path, .legacyTorch)) {
            try TensorFile.open(path)
        }
    }

    @Test func `a pickle of another protocol is refused`() throws {
        let error = try #require(throws: TensorFileError.self) {
            try openedFixture("protocol4.pth")
        }
        #expect(error.pickleDefect == .unsupportedProtocol(4))
    }
}
