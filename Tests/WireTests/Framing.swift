import NIOCore
import Testing
import Wire

/// The envelope as one frame.
func frame(_ envelope: Envelope) throws -> ByteBuffer {
    var buffer = ByteBuffer()
    try EnvelopeEncoder().encode(data: envelope, out: &buffer)
    return buffer
}

/// The envelope's message, without the frame around it.
func message(_ envelope: Envelope) throws -> ByteBuffer {
    var buffer = try frame(envelope)
    return try #require(try FrameDecoder(limit: .max).unframed(&buffer))
}

extension FrameDecoder {
    fileprivate func unframed(_ buffer: inout ByteBuffer) throws -> ByteBuffer? {
        var decoder = self
        return try decoder.decode(buffer: &buffer)
    }
}
