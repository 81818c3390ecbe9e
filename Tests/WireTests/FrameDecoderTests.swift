import NIOCore
import NIOEmbedded
import NIOTestUtils
import Testing
import Wire

@Suite struct `A frame decoder` {
    private static let limit = 1000

    private static func frame(_ message: [UInt8], flag: UInt8 = 0) -> ByteBuffer {
        var buffer = ByteBuffer(bytes: [flag])
        buffer.writeInteger(UInt32(message.count))
        buffer.writeBytes(message)
        return buffer
    }

    @Test func `finds the same messages whole, drip-fed and coalesced`() throws {
        let messages: [[UInt8]] = [[], [1], Array(repeating: 2, count: 300), [0, 0, 0, 0, 0], []]
        var pairs = messages.map { (Self.frame($0), [ByteBuffer(bytes: $0)]) }
        var together = ByteBuffer()
        for message in messages { together.writeImmutableBuffer(Self.frame(message)) }
        pairs.append((together, messages.map { ByteBuffer(bytes: $0) }))
        try ByteToMessageDecoderVerifier.verifyDecoder(inputOutputPairs: pairs) {
            FrameDecoder(limit: Self.limit)
        }
    }

    @Test func `takes a message of exactly the limit`() throws {
        var decoder = FrameDecoder(limit: Self.limit)
        var buffer = Self.frame(Array(repeating: 3, count: Self.limit))
        #expect(try decoder.decode(buffer: &buffer)?.readableBytes == Self.limit)
    }

    @Test(arguments: [1001, UInt32.max])
    func `refuses an oversized message before any of its body arrives`(_ length: UInt32) throws {
        var decoder = FrameDecoder(limit: Self.limit)
        var buffer = ByteBuffer(bytes: [0])
        buffer.writeInteger(length)
        let error = try #require(throws: WireError.self) { try decoder.decode(buffer: &buffer) }
        #expect(error == .oversizedFrame(byteCount: Int(length), limit: Self.limit))
        #expect(error.status.code == .resourceExhausted)
        #expect(error.callID == nil)
    }

    @Test(arguments: [(UInt8(1), StatusCode.unimplemented), (2, .internal), (80, .internal)])
    func `refuses a flag byte as soon as it comes`(_ flag: UInt8, _ code: StatusCode) throws {
        var decoder = FrameDecoder()
        var buffer = ByteBuffer(bytes: [flag])
        let error = try #require(throws: WireError.self) { try decoder.decode(buffer: &buffer) }
        #expect(error == .unsupportedFrameFlag(flag))
        #expect(error.status.code == code)
    }

    @Test func `reports every way a connection can end inside a frame`() throws {
        let whole = Self.frame([1, 2, 3])
        for received in 1..<whole.readableBytes {
            var decoder = FrameDecoder()
            var buffer = try #require(whole.getSlice(at: 0, length: received))
            let error = try #require(throws: WireError.self) {
                try decoder.decodeLast(buffer: &buffer, seenEOF: true)
            }
            #expect(error == .truncatedFrame(received: received, expected: received < 5 ? nil : 8))
            #expect(error.status.code == .unavailable)
        }
    }

    @Test func `ends in silence between two frames`() throws {
        var decoder = FrameDecoder()
        var buffer = Self.frame([1])
        #expect(try decoder.decodeLast(buffer: &buffer, seenEOF: true) == ByteBuffer(bytes: [1]))
        #expect(try decoder.decodeLast(buffer: &buffer, seenEOF: true) == nil)
    }

    @Test func `keeps a half frame to itself when it leaves an open connection`() throws {
        var decoder = FrameDecoder()
        var buffer = ByteBuffer(bytes: [0, 0])
        #expect(try decoder.decodeLast(buffer: &buffer, seenEOF: false) == nil)
    }

    @Test func `reports a half frame down the pipeline when the peer closes`() throws {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(FrameDecoder()))
        try channel.writeInbound(ByteBuffer(bytes: [0, 0, 0, 0, 4, 1]))
        #expect(throws: WireError.truncatedFrame(received: 6, expected: 9)) {
            _ = try channel.finish()
        }
    }

    @Test func `hands out nothing more after an error`() throws {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(FrameDecoder()))
        #expect(throws: WireError.unsupportedFrameFlag(9)) {
            try channel.writeInbound(ByteBuffer(bytes: [9]))
        }
        #expect(throws: (any Error).self) { try channel.writeInbound(Self.frame([1])) }
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
        #expect(try channel.finish().isClean)
    }
}
