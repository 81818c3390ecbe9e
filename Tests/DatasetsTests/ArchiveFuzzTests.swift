import Datasets
import Foundation
import Testing
import Randomness

/// Damaged archives are read or refused, and nothing else.
///
/// Most useful under `--sanitize=address`.
@Suite struct `Damaged archives` {
    /// Flips, overwrites, inserts, removes or cuts at a few of the `places`.
    private func mutated(
        _ bytes: [UInt8],
        at places: ClosedRange<Int>,
        with random: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.integer(in: 1...4) {
            let place = min(random.integer(in: places), bytes.count - 1)
            guard place >= 0 else { break }
            switch random.integer(in: 0...11) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8(random.integer(in: 0...255)), at: place)
            case 3...5: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF][random.integer(in: 0...4)]
            case 6...8: bytes[place] = UInt8(random.integer(in: 0...255))
            default: bytes[place] ^= 1 << UInt8(random.integer(in: 0...7))
            }
        }
        return bytes
    }

    /// Whether the archive at `url` is read; any error but a ``DatasetError`` does not compile.
    private func isRead(_ bytes: [UInt8], at url: URL, with reader: DatasetReader) throws -> Bool {
        try Data(bytes).write(to: url)
        do throws(DatasetError) {
            let dataset = try reader.read(url.path)
            #expect(dataset.examples.count + dataset.skipped.count >= 2)
            return true
        } catch {
            #expect(!error.description.isEmpty)
            return false
        }
    }

    @Test(arguments: [DatasetReader.DefectPolicy.refuse, .skip])
    func `mutations anywhere`(policy: DatasetReader.DefectPolicy) throws {
        let entries = try Picture.dataset().sorted { $0.key < $1.key }.enumerated().map {
            ZipEntry(name: $0.element.key, data: $0.element.value, isDeflated: $0.offset % 2 == 0)
        }
        let sound = archive(entries)
        let directory = archive([]).count + entries.reduce(0) { $0 + $1.central(at: 0).count }
        try withScratchFolder { folder in
            let url = folder.appending(path: "data.zip")
            var random = SeededGenerator(seed: 1)
            var outcomes: [Bool: Int] = [:]
            for round in 0..<1_500 {
                // The directory is small and decides most, so half of the rounds are for it.
                let start = round % 2 == 0 ? 0 : sound.count - directory
                let bytes = mutated(sound, at: start...sound.count - 1, with: &random)
                let reader = DatasetReader(onDefect: policy)
                outcomes[try isRead(bytes, at: url, with: reader), default: 0] += 1
            }
            // With `.refuse`, only bytes that nobody looks at may change.
            #expect(outcomes[true, default: 0] > 50)
            #expect(outcomes[false, default: 0] > 500)
        }
    }
}
