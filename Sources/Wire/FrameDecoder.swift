package import NIOCore

/// Cuts a byte stream into the messages of its frames.
///
/// A frame is gRPC's length-prefixed message: one flag byte, the length as four bytes with the most
/// significant first, and as many bytes of message. What comes out is the message alone, sharing
/// memory with what came in. An error ends the stream: what follows it cannot be trusted.
package struct FrameDecoder: NIOSingleStepByteToMessageDecoder {
    /// A frame's message, possibly empty.
    package typealias InboundOut = ByteBuffer

    private let limit: Int
    private let begin: (Int) -> Void

    /// Prepares for the start of a stream.
    ///
    /// - Parameters:
    ///   - limit: The longest message to take, in bytes.
    ///   - begin: Told the length of each message whose header is there and whose end is not; more
    ///     than once if it comes in several pieces.
    package init(limit: Int = Limits.requestBytes, begin: @escaping (Int) -> Void = { _ in }) {
        self.limit = limit
        self.begin = begin
    }

    /// Takes the next whole frame off `buffer`, or nothing if it is not there yet.
    ///
    /// The header is judged as soon as it is there, before any of the body is waited for.
    package mutating func decode(buffer: inout ByteBuffer) throws(WireError) -> ByteBuffer? {
        guard let flag = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) else {
            return nil
        }
        guard flag == 0 else { throw .unsupportedFrameFlag(flag) }
        guard let length = messageLength(of: buffer) else { return nil }
        guard length <= limit else {
            throw .oversizedFrame(byteCount: length, limit: limit)
        }
        guard buffer.readableBytes >= Limits.frameHeaderBytes + length else {
            begin(length)
            return nil
        }
        buffer.moveReaderIndex(forwardBy: Limits.frameHeaderBytes)
        return buffer.readSlice(length: length)
    }

    /// Takes what is left once nothing more will come, and reports a frame that stays unfinished.
    package mutating func decodeLast(
        buffer: inout ByteBuffer,
        seenEOF: Bool
    ) throws(WireError) -> ByteBuffer? {
        if let message = try decode(buffer: &buffer) { return message }
        guard seenEOF, buffer.readableBytes > 0 else { return nil }
        throw .truncatedFrame(
            received: buffer.readableBytes,
            expected: messageLength(of: buffer).map { Limits.frameHeaderBytes + $0 }
        )
    }

    private func messageLength(of buffer: ByteBuffer) -> Int? {
        buffer.getInteger(at: buffer.readerIndex + 1, as: UInt32.self).map(Int.init)
    }
}
