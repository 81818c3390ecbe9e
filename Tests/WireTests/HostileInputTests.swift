import CLandcoverProto
import NIOCore
import Testing
import Wire

/// Four mebibytes that cost protobuf-c far more than themselves.
struct Flood: CustomTestStringConvertible, Sendable {
    static let byteCount = 4 << 20
    let testDescription: String
    let message: ByteBuffer

    private init(_ description: String, unit: RawMessage, around: (RawMessage) -> RawMessage) {
        testDescription = description
        let count = Flood.byteCount / unit.bytes.count
        let units = RawMessage(
            bytes: Array([[UInt8]](repeating: unit.bytes, count: count).joined())
        )
        message = around(units).buffer
    }

    static let all = [
        Flood("unknown fields of two bytes", unit: RawMessage().varint(15, 1)) { $0 },
        Flood("unknown fields inside a request", unit: RawMessage().varint(15, 1)) {
            RawMessage().varint(1, 1).message(2, $0)
        },
        Flood("one scalar over and over", unit: RawMessage().varint(1, 1)) { $0 },
        Flood("one oneof over and over", unit: RawMessage().message(4, RawMessage())) { $0 },
        Flood("empty strings in a list", unit: RawMessage().text(3, "")) {
            .response(3, RawMessage().message(2, $0))
        },
        Flood("empty messages in a list", unit: RawMessage().message(1, RawMessage())) {
            .response(3, $0)
        },
        Flood("floats in a list, not packed", unit: RawMessage().float(4, 1)) {
            .response(4, RawMessage().message(1, $0))
        },
    ]
}

@Suite struct `Four mebibytes of hostile bytes` {
    @Test(arguments: Flood.all)
    func `are refused once the memory for a sound message is spent`(_ flood: Flood) throws {
        let error = try #require(throws: WireError.self) {
            try EnvelopeDecoder().decode(flood.message)
        }
        let count = flood.message.readableBytes
        let limit = Limits.unpackingBytes(messageBytes: count)
        #expect(error == .costlyEnvelope(byteCount: count, memoryLimit: limit))
        #expect(error.status.code == .resourceExhausted)
        #expect(error.callID == nil)
    }

    @Test(arguments: Flood.all)
    func `would otherwise take many times their size`(_ flood: Flood) throws {
        let (unlimited, _) = unpack(flood.message, limit: 1 << 30)
        let limit = Limits.unpackingBytes(messageBytes: flood.message.readableBytes)
        let (limited, refused) = unpack(flood.message, limit: limit)
        print(
            "\(flood.testDescription): \(limited >> 10) KiB with a budget of \(limit >> 10) KiB,",
            "\(unlimited >> 10) KiB without"
        )
        #expect(refused)
        #expect(limited <= limit)
        #expect(unlimited > limit)
    }

    @Test func `cost little more than themselves as an image`() throws {
        let image = [UInt8](repeating: 1, count: Flood.byteCount)
        let request = Request(method: .classify(ClassifyRequest(image: image)))
        let (spent, refused) = unpack(
            try message(Envelope(callID: 1, body: .request(request))),
            limit: 1 << 30
        )
        #expect(!refused)
        #expect(spent < Flood.byteCount + 1024)
    }

    private func unpack(_ message: ByteBuffer, limit: Int) -> (spent: Int, refused: Bool) {
        var budget = landcover_budget(limit: limit, spent: 0, refused: false)
        unsafe message.withUnsafeReadableBytes { bytes in
            let envelope = unsafe landcover_envelope_unpack(
                bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
                bytes.count,
                &budget
            )
            if let envelope = unsafe envelope { unsafe landcover_envelope_free(envelope) }
        }
        return (budget.spent, budget.refused)
    }
}

@Suite struct `An unpacking` {
    @Test func `survives running out of memory at any of its allocations`() throws {
        var random = RandomEnvelope(seed: 3)
        for kind in RandomEnvelope.Kind.allCases {
            let bytes = try message(random.envelope(kind))
            var limit = 0
            while limit < 100_000 {
                var budget = landcover_budget(limit: limit, spent: 0, refused: false)
                let envelope = unsafe bytes.withUnsafeReadableBytes {
                    unsafe landcover_envelope_unpack(
                        $0.assumingMemoryBound(to: UInt8.self).baseAddress,
                        $0.count,
                        &budget
                    )
                }
                if let envelope = unsafe envelope {
                    unsafe landcover_envelope_free(envelope)
                    break
                }
                #expect(budget.refused)
                limit += 16
            }
            #expect(limit < 100_000)
        }
    }
}
