package import Fuzzing
import NIOCore
package import Wire

/// What every message must do that one peer reads from another.
package enum EnvelopeProperties {
    /// Reads a message; what is read can be written, and means the same when it is read again.
    ///
    /// - Parameters:
    ///   - message: What a frame held.
    ///   - isOurs: Whether a body comes from the peer that this target stands for.
    /// - Returns: Whether libFuzzer may keep the message.
    package static func check(
        _ message: [UInt8],
        isOurs: (Envelope.Body) -> Bool
    ) -> Verdict {
        do throws(WireError) {
            let envelope = try EnvelopeDecoder().decode(ByteBuffer(bytes: message))
            let isKept = isOurs(envelope.body)
            expectRoundTrip(envelope)
            return isKept ? .keep : .forget
        } catch {
            expectReadable(error)
            expect(error.status.code != .ok, "a failure has a status of its own")
            expect(error.callID != 0, "call 0 is never answered")
            return .keep
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
