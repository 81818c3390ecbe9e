import Foundation
import TensorFiles
import Testing
import Randomness

@Suite struct `Damaged files` {
    /// Flips, overwrites, inserts, removes or cuts at a few places.
    private func mutated(_ bytes: [UInt8], with random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<12, using: &random) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(.random(in: 0...255, using: &random), at: place)
            case 3...5: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            case 6...8: bytes[place] = .random(in: 0...255, using: &random)
            default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
        }
        return bytes
    }

    /// Opens a file and reads everything in it; anything but a ``TensorFileError`` is a defect.
    private func exhaust(_ bytes: [UInt8], in folder: URL) throws -> Bool {
        let url = folder.appending(path: "model")
        try Data(bytes).write(to: url)
        do throws(TensorFileError) {
            let file = try TensorFile.open(url.path)
            for tensor in file.tensors where tensor.elementType.isFloatingPoint {
                let floats = try file.floats(of: tensor.name, nonFinite: .allow)
                #expect(floats.count == tensor.elementCount)
            }
            return true
        } catch {
            #expect(!error.description.isEmpty)
            return false
        }
    }

    @Test(arguments: [
        "floats.pth", "views.pth", "network.pth", "checkpoint.pth", "floats.safetensors",
        "network.safetensors",
    ])
    func `a damaged file opens or is refused, and nothing else`(name: String) throws {
        var random = SeededGenerator(seed: UInt64(name.utf8.count))
        let sound = try Array(Data(contentsOf: fixture(name)))
        try withScratchFolder { folder in
            var refused = 0
            for _ in 0..<1_000 {
                if try !exhaust(mutated(sound, with: &random), in: folder) { refused += 1 }
            }
            #expect(refused > 100, "the mutations reach what is checked")
        }
    }

    @Test func `a damaged header of a safetensors file opens or is refused`() throws {
        var random = SeededGenerator(seed: 1)
        let sound = try Array(Data(contentsOf: fixture("network.safetensors")))
        let length = Int(sound[0]) + Int(sound[1]) << 8
        try withScratchFolder { folder in
            var outcomes: [Bool: Int] = [:]
            for _ in 0..<2_000 {
                let header = mutated(Array(sound[8..<8 + length]), with: &random)
                let bytes = safetensors(header, data: Array(sound[(8 + length)...]))
                outcomes[try exhaust(bytes, in: folder), default: 0] += 1
            }
            #expect((outcomes[true] ?? 0) > 20 && (outcomes[false] ?? 0) > 500)
        }
    }

    @Test(arguments: ["views.pth", "network.pth", "checkpoint.pth"])
    func `a damaged pickle under a right checksum opens or is refused`(name: String) throws {
        var random = SeededGenerator(seed: 2)
        let archive = try Array(Data(contentsOf: fixture(name)))
        let pickle = try #require(self.pickle(in: archive))
        let storages = [[UInt8]](repeating: [UInt8](repeating: 0x3C, count: 512), count: 12)
        try withScratchFolder { folder in
            var outcomes: [Bool: Int] = [:]
            for _ in 0..<2_000 {
                let bytes = torchFile(mutated(pickle, with: &random), storages: storages)
                outcomes[try exhaust(bytes, in: folder), default: 0] += 1
            }
            #expect((outcomes[true] ?? 0) > 20 && (outcomes[false] ?? 0) > 500)
        }
    }

    /// Cuts `data.pkl`, the first entry, out of an archive of PyTorch.
    private func pickle(in archive: [UInt8]) -> [UInt8]? {
        let start = 30 + Int(archive[26]) + Int(archive[28]) + Int(archive[29]) << 8
        let descriptor = Array("PK\u{7}\u{8}".utf8)
        guard let end = archive[start...].firstRange(of: descriptor)?.lowerBound else { return nil }
        return Array(archive[start..<end])
    }
}
