internal import CLandcoverProto

/// Turns unpacked messages into values, and refuses what a sound peer would not have sent.
///
/// Everything is copied: the values outlive the messages.
struct MessageReader {
    /// The call that an error belongs to.
    let callID: UInt32

    /// Reads an envelope with all it holds.
    func envelope(_ message: Landcover__V1__Envelope) throws(WireError) -> Envelope {
        switch unsafe message.kind_case {
        case LANDCOVER__V1__ENVELOPE__KIND_GO_AWAY:
            return .goAway(try unsafe goAway(message.go_away.pointee))
        case LANDCOVER__V1__ENVELOPE__KIND_REQUEST:
            try requireCall()
            let request = try unsafe request(message.request.pointee)
            return Envelope(callID: callID, body: .request(request))
        case LANDCOVER__V1__ENVELOPE__KIND_RESPONSE:
            try requireCall()
            let response = try unsafe response(message.response.pointee)
            return Envelope(callID: callID, body: .response(response))
        case LANDCOVER__V1__ENVELOPE__KIND_CANCEL:
            try requireCall()
            return Envelope(callID: callID, body: .cancel)
        default:
            throw .emptyEnvelope(callID: callID)
        }
    }

    private func requireCall() throws(WireError) {
        guard callID != 0 else {
            throw invalid("Envelope.call_id", "is 0, which is no call's; number calls from 1")
        }
    }

    /// States what is wrong with a field.
    func invalid(_ field: String, _ problem: String) -> WireError {
        .invalidField(callID: callID, field: field, problem: problem)
    }

    /// Copies text, which must be UTF-8 without NUL and have at most `limit` bytes.
    func text(
        _ data: ProtobufCBinaryData,
        _ field: String,
        limit: Int = .max
    ) throws(WireError) -> String {
        guard unsafe data.len <= limit else {
            throw unsafe invalid(field, "has \(data.len) bytes and may have \(limit)")
        }
        let bytes = unsafe UnsafeBufferPointer(start: data.data, count: data.len)
        guard unsafe !bytes.contains(0) else { throw invalid(field, "must not contain NUL") }
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
            throw invalid(field, "must be UTF-8")
        }
        return text
    }

    /// Copies text that somebody wants to read whatever is wrong with it.
    func repairedText(_ data: ProtobufCBinaryData) -> String {
        unsafe String(
            decoding: UnsafeBufferPointer(start: data.data, count: data.len),
            as: UTF8.self
        )
    }

    /// Copies bytes.
    func bytes(_ data: ProtobufCBinaryData) -> [UInt8] {
        unsafe [UInt8](UnsafeBufferPointer(start: data.data, count: data.len))
    }

    /// Returns a number that must not be NaN or infinite.
    func finite(_ number: Float, _ field: String) throws(WireError) -> Float {
        guard number.isFinite else { throw invalid(field, "must be a finite number") }
        return number
    }

    /// Returns the message behind a pointer that is NULL if the peer left it out.
    func required<Message>(
        _ message: UnsafeMutablePointer<Message>?,
        _ field: String
    ) throws(WireError) -> Message {
        guard let message = unsafe message else { throw invalid(field, "is missing") }
        return unsafe message.pointee
    }

    /// Reads each message of a list.
    func list<Message, Value>(
        _ messages: UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?,
        _ count: Int,
        _ read: (Message) throws(WireError) -> Value
    ) throws(WireError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            guard let message = unsafe messages?[index] else { continue }
            values.append(try unsafe read(message.pointee))
        }
        return values
    }

    /// Copies each text of a list.
    func texts(
        _ data: UnsafeMutablePointer<ProtobufCBinaryData>?,
        _ count: Int,
        _ field: String
    ) throws(WireError) -> [String] {
        try unsafe UnsafeBufferPointer(start: data, count: count).map { item throws(WireError) in
            try unsafe text(item, field)
        }
    }
}
