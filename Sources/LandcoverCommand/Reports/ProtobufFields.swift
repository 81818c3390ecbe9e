/// The fields of one protobuf message, read without knowing its type
/// (protobuf.dev/programming-guides/encoding).
struct ProtobufFields {
    /// What a field holds, as far as the wire tells.
    enum Value {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private let fields: [(number: UInt64, value: Value)]

    /// Reads a message; nil if the bytes are none.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        var fields: [(number: UInt64, value: Value)] = []
        while !rest.isEmpty {
            guard let tag = rest.takeVarint() else { return nil }
            switch tag & 7 {
            case 0:
                guard let number = rest.takeVarint() else { return nil }
                fields.append((tag >> 3, .number(number)))
            case 1:
                guard rest.take(8) != nil else { return nil }
            case 2:
                guard let count = rest.takeVarint(), let bytes = rest.take(count) else {
                    return nil
                }
                fields.append((tag >> 3, .bytes(bytes)))
            case 5:
                guard rest.take(4) != nil else { return nil }
            default:
                return nil
            }
        }
        self.fields = fields
    }

    /// Every value of a repeated field that is bytes, text or a message.
    func all(_ number: UInt64) -> [ArraySlice<UInt8>] {
        fields.compactMap { field in
            guard field.number == number, case .bytes(let bytes) = field.value else { return nil }
            return bytes
        }
    }

    /// A field's text; empty if it is not set.
    func text(_ number: UInt64) -> String {
        all(number).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// A field's number; nil if it is not set.
    func number(_ number: UInt64) -> UInt64? {
        fields.last { $0.number == number }.flatMap { field in
            guard case .number(let value) = field.value else { return nil }
            return value
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func takeVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 64, by: 7) {
            guard let byte = popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    fileprivate mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
        guard count <= self.count else { return nil }
        defer { self = dropFirst(Int(count)) }
        return prefix(Int(count))
    }
}
