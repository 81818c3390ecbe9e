internal import CLandcoverProto

/// Builds the messages that protobuf-c packs.
///
/// What it returns points into memory that it owns: pack it before the writer ends.
@safe struct MessageWriter: ~Copyable {
    /// The request's image, which is pointed to and not copied; it must outlive the writer.
    let image: UnsafeRawBufferPointer

    // Bump allocation: a message is many small structs that all end together.
    private var blocks: [UnsafeMutableRawPointer] = unsafe []
    private var block: UnsafeMutableRawPointer
    private var capacity = 2048
    private var used = 0
    private static let alignment = 16

    /// Starts without messages.
    init(image: UnsafeRawBufferPointer) {
        unsafe self.image = image
        unsafe block = .allocate(byteCount: capacity, alignment: Self.alignment)
        unsafe blocks.append(block)
    }

    deinit {
        for index in unsafe blocks.indices { unsafe blocks[index].deallocate() }
    }

    private mutating func reserve(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if capacity - used < byteCount {
            capacity = max(byteCount, 2 * capacity)
            used = 0
            unsafe block = .allocate(byteCount: capacity, alignment: Self.alignment)
            unsafe blocks.append(block)
        }
        let start = unsafe block + used
        // Rounding up may pass the end: then nothing more fits.
        used = min(capacity, (used + byteCount + 15) / Self.alignment * Self.alignment)
        return unsafe start
    }

    /// Makes an empty message with its generated `init` function.
    mutating func message<Message>(
        _ initialize: (UnsafeMutablePointer<Message>?) -> Void
    ) -> UnsafeMutablePointer<Message> {
        let message = unsafe reserve(MemoryLayout<Message>.size)
            .bindMemory(to: Message.self, capacity: 1)
        unsafe initialize(message)
        return unsafe message
    }

    /// Copies values next to one another.
    mutating func array<Element: BitwiseCopyable>(
        _ elements: [Element]
    ) -> UnsafeMutablePointer<Element> {
        let copy = unsafe reserve(elements.count * MemoryLayout<Element>.stride)
            .bindMemory(to: Element.self, capacity: elements.count)
        unsafe elements.withUnsafeBufferPointer {
            guard let source = $0.baseAddress else { return }
            unsafe copy.initialize(from: source, count: $0.count)
        }
        return unsafe copy
    }

    /// Copies bytes.
    mutating func bytes(_ bytes: [UInt8]) -> ProtobufCBinaryData {
        unsafe ProtobufCBinaryData(len: bytes.count, data: array(bytes))
    }

    /// Copies text as UTF-8.
    mutating func text(_ text: String) -> ProtobufCBinaryData {
        let count = text.utf8.count
        let copy = unsafe reserve(count).bindMemory(to: UInt8.self, capacity: count)
        _ = unsafe UnsafeMutableBufferPointer(start: copy, count: count).initialize(from: text.utf8)
        return unsafe ProtobufCBinaryData(len: count, data: copy)
    }

    /// Copies each text of a list.
    mutating func texts(_ texts: [String]) -> UnsafeMutablePointer<ProtobufCBinaryData> {
        var items = unsafe [ProtobufCBinaryData]()
        for text in texts { unsafe items.append(self.text(text)) }
        return unsafe array(items)
    }

    /// Points to the request's image.
    func imageBytes() -> ProtobufCBinaryData {
        // protobuf-c only reads what it packs, though its structs have no `const`.
        unsafe ProtobufCBinaryData(
            len: image.count,
            data: UnsafeMutableRawPointer(mutating: image.baseAddress)?
                .assumingMemoryBound(to: UInt8.self)
        )
    }

    /// Makes an envelope with all it holds.
    mutating func envelope(_ envelope: Envelope) -> UnsafeMutablePointer<Landcover__V1__Envelope> {
        let message = unsafe message(landcover__v1__envelope__init)
        unsafe message.pointee.call_id = envelope.callID
        switch envelope.body {
        case .request(let request):
            unsafe message.pointee.kind_case = LANDCOVER__V1__ENVELOPE__KIND_REQUEST
            unsafe message.pointee.request = self.request(request)
        case .response(let response):
            unsafe message.pointee.kind_case = LANDCOVER__V1__ENVELOPE__KIND_RESPONSE
            unsafe message.pointee.response = self.response(response)
        case .cancel:
            unsafe message.pointee.kind_case = LANDCOVER__V1__ENVELOPE__KIND_CANCEL
            unsafe message.pointee.cancel = self.message(landcover__v1__cancel__init)
        case .goAway(let farewell):
            unsafe message.pointee.kind_case = LANDCOVER__V1__ENVELOPE__KIND_GO_AWAY
            unsafe message.pointee.go_away = goAway(farewell)
        }
        return unsafe message
    }
}
