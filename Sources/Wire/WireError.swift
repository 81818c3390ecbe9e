/// Bytes that are not the protocol's, or a message that does not fit into it.
package enum WireError: Error, Hashable, Sendable {
    /// A frame's first byte is not 0; 1 would mean a compressed message.
    case unsupportedFrameFlag(UInt8)

    /// A frame announces more bytes than are taken.
    case oversizedFrame(byteCount: Int, limit: Int)

    /// The connection ended inside a frame.
    ///
    /// `expected` counts the whole frame with its header, `nil` if not even that arrived.
    case truncatedFrame(received: Int, expected: Int?)

    /// A frame's bytes are not an envelope.
    case malformedEnvelope(byteCount: Int)

    /// Unpacking an envelope would take more memory than a sound one of its length needs.
    case costlyEnvelope(byteCount: Int, memoryLimit: Int)

    /// An envelope holds nothing that this version knows.
    case emptyEnvelope(callID: UInt32)

    /// An envelope holds too many fields that this version does not know.
    case unknownFields(callID: UInt32, count: Int, limit: Int)

    /// A field, as `Message.field`, holds what it must not; `problem` completes "the field …".
    case invalidField(callID: UInt32, field: String, problem: String)

    /// A message to be sent is longer than may be sent.
    case oversizedMessage(callID: UInt32, byteCount: Int, limit: Int)
}

extension WireError {
    /// The call that is to be answered with ``status``.
    ///
    /// `nil` if the error belongs to the connection: say go-away with ``status``, and close it.
    package var callID: UInt32? {
        switch self {
        case .unsupportedFrameFlag, .oversizedFrame, .truncatedFrame, .malformedEnvelope,
            .costlyEnvelope:
            nil
        case .emptyEnvelope(let callID), .unknownFields(let callID, _, _),
            .invalidField(let callID, _, _), .oversizedMessage(let callID, _, _):
            callID == 0 ? nil : callID
        }
    }

    /// What the peer is told, with the code gRPC's libraries give in the like case.
    package var status: Status {
        let code: StatusCode =
            switch self {
            case .unsupportedFrameFlag(let flag): flag == 1 ? .unimplemented : .internal
            case .oversizedFrame, .costlyEnvelope, .oversizedMessage: .resourceExhausted
            case .truncatedFrame: .unavailable
            case .malformedEnvelope: .internal
            case .emptyEnvelope: .unimplemented
            case .unknownFields, .invalidField: .invalidArgument
            }
        return Status(code, description)
    }
}

extension WireError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unsupportedFrameFlag(1):
            "the frame is compressed, which this protocol does not support; send flag byte 0"
        case .unsupportedFrameFlag(let flag):
            "the frame's flag byte is \(flag) and must be 0; "
                + "send a 0 byte, 4 bytes of length and a landcover.v1.Envelope"
        case .oversizedFrame(let byteCount, let limit):
            "the frame announces \(byteCount) bytes and at most \(limit) are taken; "
                + "send a smaller image"
        case .truncatedFrame(let received, let expected?):
            "the connection ended after \(received) of a frame's \(expected) bytes; call again"
        case .truncatedFrame(let received, nil):
            "the connection ended after \(received) of a frame header's "
                + "\(Limits.frameHeaderBytes) bytes; call again"
        case .malformedEnvelope(let byteCount):
            "the frame's \(byteCount) bytes are not a landcover.v1.Envelope; "
                + "compare the client with landcover.proto"
        case .costlyEnvelope(let byteCount, let memoryLimit):
            "the frame's \(byteCount) bytes would take more than \(memoryLimit) bytes of memory "
                + "to read; send fewer fields"
        case .emptyEnvelope:
            "the envelope holds neither a request nor anything else this version knows; "
                + "compare the client with landcover.proto"
        case .unknownFields(_, let count, let limit):
            "the envelope has \(count) fields this version does not know and at most \(limit) "
                + "are ignored; compare the client with landcover.proto"
        case .invalidField(_, let field, let problem):
            "the field \(field) \(problem)"
        case .oversizedMessage(_, let byteCount, let limit):
            "the message has \(byteCount) bytes and at most \(limit) are sent; "
                + "send a smaller image, or ask for fewer classes or a smaller picture"
        }
    }
}
