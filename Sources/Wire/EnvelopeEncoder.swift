internal import CLandcoverProto
package import NIOCore

/// Writes envelopes as frames.
package struct EnvelopeEncoder: MessageToByteEncoder, Sendable {
    /// What is written.
    package typealias OutboundIn = Envelope

    private let limit: Int

    /// Prepares for envelopes of at most `limit` bytes, which must not exceed 4 GiB − 1.
    package init(limit: Int = Limits.responseBytes) {
        precondition(0...Int(UInt32.max) ~= limit, "a frame's length has 32 bits")
        self.limit = limit
    }

    /// Appends one frame to `buffer`; on an error `buffer` is as before.
    ///
    /// The message is packed in place: no copy of it is made.
    package func encode(data envelope: Envelope, out buffer: inout ByteBuffer) throws(WireError) {
        try unsafe envelope.image.span.withUnsafeBytes { image throws(WireError) in
            var writer = unsafe MessageWriter(image: image)
            defer { extendLifetime(writer) }
            let message = unsafe writer.envelope(envelope)
            try unsafe append(&message.pointee.base, callID: envelope.callID, to: &buffer)
        }
    }

    private func append(
        _ message: UnsafePointer<ProtobufCMessage>,
        callID: UInt32,
        to buffer: inout ByteBuffer
    ) throws(WireError) {
        let count = unsafe protobuf_c_message_get_packed_size(message)
        guard count <= limit else {
            throw .oversizedMessage(callID: callID, byteCount: count, limit: limit)
        }
        buffer.reserveCapacity(minimumWritableBytes: Limits.frameHeaderBytes + count)
        buffer.writeInteger(UInt8(0))
        buffer.writeInteger(UInt32(count))
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            unsafe protobuf_c_message_pack(
                message,
                space.baseAddress?.assumingMemoryBound(to: UInt8.self)
            )
        }
    }
}

extension Envelope {
    /// The image file of a request: the one large field, which is packed from where it is.
    fileprivate var image: [UInt8] {
        guard case .request(let request) = body else { return [] }
        return switch request.method {
        case .classify(let request), .compare(let request): request.image
        case .explain(let request): request.image
        case .opinion(let image), .plan(let image): image
        case .health, .status, .describe, .reload, .metrics, .unknown: []
        }
    }
}
