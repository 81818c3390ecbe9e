import NIOCore
import Testing
import Wire
import Randomness

@Suite struct `Damaged envelopes` {
    /// What becomes of a message after a few random edits: every answer is fine but a crash.
    @Test(arguments: RandomEnvelope.Kind.allCases, [10, 11, 12] as [UInt64])
    func `are refused, or mean something that can be written again`(
        _ kind: RandomEnvelope.Kind,
        _ seed: UInt64
    ) throws {
        var random = RandomEnvelope(seed: seed)
        var generator = SeededGenerator(seed: seed)
        var (refused, accepted) = (0, 0)
        for _ in 0..<200 {
            var bytes = Array(try message(random.envelope(kind)).readableBytesView)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                damage(&bytes, &generator)
            }
            do throws(WireError) {
                let envelope = try EnvelopeDecoder().decode(ByteBuffer(bytes: bytes))
                accepted += 1
                #expect(reread(envelope) == envelope)
            } catch {
                refused += 1
                #expect(error.status.code != .ok)
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 0)
        #expect(accepted > 0)
    }

    @Test func `of nothing but noise are refused or mean little`() throws {
        var generator = SeededGenerator(seed: 13)
        var refused = 0
        for _ in 0..<5000 {
            let count = Int.random(in: 0...64, using: &generator)
            let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            do throws(WireError) {
                _ = try EnvelopeDecoder().decode(ByteBuffer(bytes: noise))
            } catch {
                refused += 1
            }
        }
        #expect(refused > 4900)
    }

    private func reread(_ envelope: Envelope) -> Envelope? {
        try? EnvelopeDecoder().decode(message(envelope))
    }

    private func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let byte = UInt8.random(in: 0...255, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0 where place < bytes.count: bytes[place] = byte
        case 1 where place < bytes.count: bytes[place] ^= 1 << (byte & 7)
        case 2 where place < bytes.count: bytes.remove(at: place)
        case 3: bytes.removeLast(bytes.count - place)
        case 4:
            let end = min(bytes.count, place + Int(byte))
            bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        default: bytes.insert(byte, at: place)
        }
    }
}
