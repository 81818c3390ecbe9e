import NIOCore

/// A protobuf message written by hand, so that it can hold what no encoder would write.
struct RawMessage {
    private(set) var bytes: [UInt8] = []

    /// Appends a number; also of enums and booleans.
    func varint(_ field: Int, _ value: UInt64) -> RawMessage {
        appending(tag: field << 3, Self.encoded(value))
    }

    /// Appends a string, bytes, a message or a packed list.
    func bytes(_ field: Int, _ value: [UInt8]) -> RawMessage {
        appending(tag: field << 3 | 2, Self.encoded(UInt64(value.count)) + value)
    }

    /// Appends a string.
    func text(_ field: Int, _ value: String) -> RawMessage {
        bytes(field, Array(value.utf8))
    }

    /// Appends a message.
    func message(_ field: Int, _ value: RawMessage) -> RawMessage {
        bytes(field, value.bytes)
    }

    /// Appends a float.
    func float(_ field: Int, _ value: Float) -> RawMessage {
        appending(tag: field << 3 | 5, Self.littleEndian(value))
    }

    /// Appends a packed list of floats.
    func floats(_ field: Int, _ values: [Float]) -> RawMessage {
        bytes(field, values.flatMap(Self.littleEndian))
    }

    /// The message as a frame's content.
    var buffer: ByteBuffer { ByteBuffer(bytes: bytes) }

    private func appending(tag: Int, _ value: [UInt8]) -> RawMessage {
        RawMessage(bytes: bytes + Self.encoded(UInt64(tag)) + value)
    }

    private static func littleEndian(_ value: Float) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }

    private static func encoded(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

extension RawMessage {
    /// Call 7 with a request whose method, of the given field number, holds `method`.
    static func request(_ field: Int, _ method: RawMessage) -> RawMessage {
        RawMessage().varint(1, 7).message(2, RawMessage().message(field, method))
    }

    /// Call 7 with an OK response whose result, of the given field number, holds `result`.
    static func response(_ field: Int, _ result: RawMessage) -> RawMessage {
        let response = RawMessage().message(1, RawMessage()).message(field, result)
        return RawMessage().varint(1, 7).message(3, response)
    }
}
