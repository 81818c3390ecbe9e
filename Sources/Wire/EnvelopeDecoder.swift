internal import CLandcoverProto
package import NIOCore

/// Reads envelopes out of the messages that a ``FrameDecoder`` cuts.
///
/// Nothing of the packed message outlives a call, and the memory to read it is bounded by
/// ``Limits/unpackingBytes(messageBytes:)``.
package struct EnvelopeDecoder: Sendable {
    /// Creates a decoder; it holds no state.
    package init() {}

    /// Reads one envelope.
    ///
    /// - Throws: A ``WireError`` whose `callID` tells whether one call or the connection is at fault.
    package func decode(_ message: ByteBuffer) throws(WireError) -> Envelope {
        try unsafe message.readableBytesSpan.withUnsafeBytes { bytes throws(WireError) in
            try unsafe decode(bytes)
        }
    }

    private func decode(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> Envelope {
        let memoryLimit = Limits.unpackingBytes(messageBytes: bytes.count)
        var budget = landcover_budget(limit: memoryLimit, spent: 0, refused: false)
        let message = unsafe landcover_envelope_unpack(
            bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
            bytes.count,
            &budget
        )
        guard let message = unsafe message else {
            throw budget.refused
                ? .costlyEnvelope(byteCount: bytes.count, memoryLimit: memoryLimit)
                : .malformedEnvelope(byteCount: bytes.count)
        }
        defer { unsafe landcover_envelope_free(message) }

        let callID = unsafe message.pointee.call_id
        let unknownFields = unsafe landcover_envelope_unknown_field_count(message)
        guard unknownFields <= Limits.unknownFields else {
            throw .unknownFields(
                callID: callID,
                count: unknownFields,
                limit: Limits.unknownFields
            )
        }
        return try unsafe MessageReader(callID: callID).envelope(message.pointee)
    }
}
