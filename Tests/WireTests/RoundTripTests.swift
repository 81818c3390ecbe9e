import Landcover
import NIOCore
import Testing
import Wire

@Suite struct `Envelopes that are written and read` {
    @Test(arguments: RandomEnvelope.Kind.allCases)
    func `come back as they were`(_ kind: RandomEnvelope.Kind) throws {
        var random = RandomEnvelope(seed: 1)
        for _ in 0..<100 {
            let envelope = random.envelope(kind)
            #expect(try EnvelopeDecoder().decode(message(envelope)) == envelope)
        }
    }

    @Test(arguments: StatusCode.allCases)
    func `keep their status code`(_ code: StatusCode) throws {
        let envelope = Envelope(callID: 1, body: .response(Response(Status(code, "why"))))
        #expect(try EnvelopeDecoder().decode(message(envelope)) == envelope)
    }

    @Test func `follow one another in a buffer that already holds something`() throws {
        var random = RandomEnvelope(seed: 2)
        let envelopes = RandomEnvelope.Kind.allCases.map { random.envelope($0) }
        var buffer = ByteBuffer()
        for envelope in envelopes { try EnvelopeEncoder().encode(data: envelope, out: &buffer) }

        var frames = FrameDecoder()
        var decoded: [Envelope] = []
        while let message = try frames.decode(buffer: &buffer) {
            decoded.append(try EnvelopeDecoder().decode(message))
        }
        #expect(decoded == envelopes)
        #expect(buffer.readableBytes == 0)
    }

    // The two frames of docs/protocol.md, as Python's protobuf package writes them.
    @Test func `have the bytes that another implementation writes`() throws {
        let request = Request(id: "h1", timeout: .seconds(1), method: .health(service: ""))
        let asked: [UInt8] = [
            0x00, 0x00, 0x00, 0x00, 0x0E, 0x08, 0x01, 0x12, 0x0A, 0x0A, 0x02, 0x68, 0x31, 0x10,
            0xC0, 0x84, 0x3D, 0x32, 0x00,
        ]
        let call = try frame(Envelope(callID: 1, body: .request(request)))
        #expect(Array(call.readableBytesView) == asked)

        let answered: [UInt8] = [
            0x00, 0x00, 0x00, 0x00, 0x0C, 0x08, 0x01, 0x1A, 0x08, 0x0A, 0x00, 0x12, 0x00, 0x32,
            0x02, 0x08, 0x01,
        ]
        let answer = try frame(Envelope(callID: 1, body: .response(Response(.health(.serving)))))
        #expect(Array(answer.readableBytesView) == answered)
    }

    @Test func `carry a timeout that is already over as the shortest there is`() throws {
        for timeout in [Duration.zero, .seconds(-1), .nanoseconds(1)] {
            let request = Request(timeout: timeout, method: .status)
            let decoded = try EnvelopeDecoder().decode(
                message(Envelope(callID: 1, body: .request(request)))
            )
            guard case .request(let read) = decoded.body else {
                Issue.record("not a request: \(decoded)")
                return
            }
            #expect(read.timeout == .microseconds(1))
        }
    }

    @Test(arguments: [UInt64.max, 86_400_000_001])
    func `carry a timeout of more than a day as a day`(_ microseconds: UInt64) throws {
        let raw = RawMessage().varint(1, 1)
            .message(2, RawMessage().varint(2, microseconds).message(7, RawMessage()))
        let expected = Request(timeout: .seconds(86_400), method: .status)
        #expect(
            try EnvelopeDecoder().decode(raw.buffer)
                == Envelope(callID: 1, body: .request(expected))
        )
    }

    @Test func `saturate durations that 64 bits of microseconds cannot hold`() throws {
        let timing = Timing(queue: .seconds(Int64.max), decode: .seconds(-5))
        let decoded = try EnvelopeDecoder().decode(
            message(Envelope(callID: 1, body: .response(Response(.ok, timing: timing))))
        )
        guard case .response(let response) = decoded.body else {
            Issue.record("not a response: \(decoded)")
            return
        }
        let (seconds, attoseconds) = response.timing.queue.components
        #expect(UInt64(seconds) * 1_000_000 + UInt64(attoseconds) / 1_000_000_000_000 == .max)
        #expect(response.timing.decode == .zero)
    }

    @Test func `of thousands of classes fit into the memory for reading them`() throws {
        let predictions = (0..<5_000).map {
            Prediction(className: "class \($0)", classIndex: $0, probability: 0, logit: 1)
        }
        let classification = Classification(
            predictions: predictions,
            image: ImageSummary(width: 1, height: 1)
        )
        let envelope = Envelope(
            callID: 1,
            body: .response(Response(.classification(classification)))
        )
        #expect(try EnvelopeDecoder().decode(message(envelope)) == envelope)
    }

    @Test func `leave the buffer alone if they are longer than may be sent`() throws {
        let request = Request(
            method: .classify(ClassifyRequest(image: Array(repeating: 1, count: 100)))
        )
        var buffer = ByteBuffer(string: "before")
        let error = try #require(throws: WireError.self) {
            try EnvelopeEncoder(limit: 100).encode(
                data: Envelope(callID: 9, body: .request(request)),
                out: &buffer
            )
        }
        #expect(error.callID == 9)
        #expect(error.status.code == .resourceExhausted)
        #expect(buffer == ByteBuffer(string: "before"))
    }
}
