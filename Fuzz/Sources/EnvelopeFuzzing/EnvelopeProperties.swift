package import Fuzzing
import NIOCore
package import Wire

/// What every message must do that one peer reads from another.
package enum EnvelopeProperties {
    private static let manyBytes = 1 << 16

    /// Reads a message; what is read can be written, and means the same when it is read again.
    ///
    /// The first option, if it is 255, repeats the message up to 64 KiB: protobuf takes that for one
    /// message, whose lists may cost more memory than is allowed. Such inputs take milliseconds, and
    /// none but the seeds are kept.
    ///
    /// - Parameters:
    ///   - input: Options, and what a frame held.
    ///   - isOurs: Whether a body comes from the peer that this target stands for.
    /// - Returns: Whether libFuzzer may keep the input.
    package static func check(
        _ input: consuming FuzzInput,
        isOurs: (Envelope.Body) -> Bool
    ) -> Verdict {
        let isRepeated = input.option() == 255
        let message = input.rest
        let count = isRepeated ? manyBytes / max(1, message.count) : 1
        var bytes = ByteBuffer()
        for _ in 0..<count { bytes.writeBytes(message) }
        do throws(WireError) {
            let envelope = try EnvelopeDecoder().decode(bytes)
            // Written without what this version does not know, it may read at less than its cost.
            if !isRepeated { expectRoundTrip(envelope) }
            return isOurs(envelope.body) && !isRepeated ? .keep : .forget
        } catch {
            expectReadable(error)
            expect(error.status.code != .ok, "a failure has a status of its own")
            expect(error.callID != 0, "call 0 is never answered")
            return isRepeated ? .forget : .keep
        }
    }

    private static func expectRoundTrip(_ envelope: Envelope) {
        do throws(WireError) {
            let written = try self.written(envelope)
            var decoder = FrameDecoder(limit: .max)
            var frame = written
            guard let message = try decoder.decode(buffer: &frame), frame.readableBytes == 0 else {
                return expect(false, "an envelope is written as one frame")
            }
            let again = try EnvelopeDecoder().decode(message)
            expect(again == envelope, "\(again) is \(envelope)")
            // Swift's == takes some different texts for equal; the bytes do not.
            let rewritten = try self.written(again)
            expect(rewritten == written, "an envelope is written as the same bytes again")
        } catch {
            expect(false, "what was read can be written and read, without: \(error)")
        }
    }

    private static func written(_ envelope: Envelope) throws(WireError) -> ByteBuffer {
        var frame = ByteBuffer()
        try EnvelopeEncoder().encode(data: envelope, out: &frame)
        return frame
    }
}
