import Fuzzing
import NIOCore
import Wire

/// What became of a stream that is over: its messages, and what was wrong with the rest of it.
struct StreamEnd: Equatable {
    /// The messages of the frames that are whole and in front of any error.
    var messages: [[UInt8]] = []

    /// What ended the stream early.
    var error: WireError?

    /// Feeds a stream to the decoder as a channel does, piece by piece, then its end.
    init(decoding pieces: [ByteBuffer], limit: Int) {
        let decoder = FrameDecoder(limit: limit) { length in
            expect(0...limit ~= length, "a message is begun only if it would be taken")
        }
        let frames = NIOSingleStepByteToMessageProcessor(decoder)
        do {
            for piece in pieces {
                try frames.process(buffer: piece) {
                    messages.append(Array($0.readableBytesView))
                }
            }
            try frames.finishProcessing(seenEOF: true) {
                messages.append(Array($0.readableBytesView))
            }
        } catch {
            self.error = error as? WireError
            expect(self.error != nil, "a decoder throws WireError, not \(error)")
        }
    }

    /// Reads a stream by the definition of a frame: a flag, a length of four bytes, the message.
    init(definedFor stream: [UInt8], limit: Int) {
        var rest = stream[...]
        while let flag = rest.first, error == nil {
            let header = rest.prefix(5)
            let length = header.dropFirst().reduce(0) { $0 << 8 | Int($1) }
            let isHeaderWhole = header.count == 5
            if flag != 0 {
                error = .unsupportedFrameFlag(flag)
            } else if isHeaderWhole && length > limit {
                error = .oversizedFrame(byteCount: length, limit: limit)
            } else if !isHeaderWhole || rest.count < 5 + length {
                error = .truncatedFrame(
                    received: rest.count,
                    expected: isHeaderWhole ? 5 + length : nil
                )
            } else {
                messages.append(Array(rest.dropFirst(5).prefix(length)))
                rest = rest.dropFirst(5 + length)
            }
        }
    }
}
