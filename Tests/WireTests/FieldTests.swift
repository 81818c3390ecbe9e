import Landcover
import NIOCore
import Testing
import Wire

/// One message with one thing wrong, and the field that must be named.
struct Fault: CustomTestStringConvertible, Sendable {
    let what: String
    let field: String
    let message: RawMessage

    init(_ what: String, _ field: String, _ message: RawMessage) {
        self.what = what
        self.field = field
        self.message = message
    }

    var testDescription: String { "\(field): \(what)" }
}

@Suite struct `A field that holds what it must not` {
    private static let image = RawMessage().bytes(1, [1, 2, 3])

    private static func classified(_ prediction: RawMessage) -> RawMessage {
        .response(3, RawMessage().message(1, prediction).message(2, RawMessage()))
    }

    private static func explained(_ explanation: RawMessage) -> RawMessage {
        .response(
            4,
            RawMessage().message(1, explanation.message(1, RawMessage())).message(2, RawMessage())
        )
    }

    private static func called(_ id: [UInt8]) -> RawMessage {
        RawMessage().varint(1, 7).message(2, RawMessage().bytes(1, id).message(7, RawMessage()))
    }

    static let faults: [Fault] = [
        Fault("not UTF-8", "Request.request_id", called([0xFF])),
        Fault("a surrogate", "Request.request_id", called([0xED, 0xA0, 0x80])),
        Fault("NUL", "Request.request_id", called(Array("a\0b".utf8))),
        Fault("too long", "Request.request_id", called(Array(repeating: 65, count: 129))),
        Fault("empty", "ClassifyRequest.image", .request(3, RawMessage().varint(2, 1))),
        Fault("empty", "GradCamRequest.image", .request(4, RawMessage())),
        Fault("NUL", "GradCamRequest.class_name", .request(4, image.text(2, "Sea\0Lake"))),
        Fault(
            "too long",
            "GradCamRequest.class_name",
            .request(4, image.text(2, String(repeating: "x", count: 257)))
        ),
        Fault("unknown number", "GradCamRequest.layout", .request(4, image.varint(4, 4))),
        Fault("negative number", "GradCamRequest.layout", .request(4, image.varint(4, .max))),
        Fault("unknown number", "GradCamRequest.color_map", .request(4, image.varint(5, 3))),
        Fault("too large", "GradCamRequest.minimum_side", .request(4, image.varint(7, 4097))),
        Fault("relative", "ReloadRequest.model_path", .request(9, RawMessage().text(1, "m"))),
        Fault(
            "too long",
            "ReloadRequest.model_path",
            .request(9, RawMessage().text(1, "/" + String(repeating: "x", count: 4095)))
        ),
        Fault("not UTF-8", "HealthRequest.service", .request(6, RawMessage().bytes(1, [0x80]))),
        Fault("absent", "Response.status", RawMessage().varint(1, 7).message(3, RawMessage())),
        Fault(
            "empty",
            "ClassifyResponse.predictions",
            .response(3, RawMessage().message(2, RawMessage()))
        ),
        Fault(
            "absent",
            "ClassifyResponse.image",
            .response(3, RawMessage().message(1, RawMessage()))
        ),
        Fault("not UTF-8", "Prediction.class_name", classified(RawMessage().bytes(1, [0xC0]))),
        Fault("NaN", "Prediction.probability", classified(RawMessage().float(3, .nan))),
        Fault("infinite", "Prediction.logit", classified(RawMessage().float(4, .infinity))),
        Fault(
            "empty",
            "GradCamResponse.explanations",
            .response(4, RawMessage().message(2, RawMessage()))
        ),
        Fault("no cells", "Explanation.values", explained(RawMessage())),
        Fault(
            "a value missing",
            "Explanation.values",
            explained(RawMessage().varint(2, 2).varint(3, 2).floats(4, [0, 0, 0]))
        ),
        Fault(
            "a product past 64 bits",
            "Explanation.values",
            explained(RawMessage().varint(2, 0xFFFF_FFFF).varint(3, 0xFFFF_FFFF).floats(4, [1]))
        ),
        Fault(
            "above 1",
            "Explanation.values",
            explained(RawMessage().varint(2, 1).varint(3, 1).floats(4, [1.5]))
        ),
        Fault(
            "NaN",
            "Explanation.values",
            explained(RawMessage().varint(2, 1).varint(3, 1).floats(4, [.nan]))
        ),
        Fault(
            "negative",
            "Explanation.peak",
            explained(RawMessage().varint(2, 1).varint(3, 1).floats(4, [1]).float(5, -1))
        ),
        Fault(
            "absent",
            "Explanation.prediction",
            .response(4, RawMessage().message(1, RawMessage()).message(2, RawMessage()))
        ),
        Fault("absent", "StatusResponse.model", .response(7, RawMessage())),
    ]

    @Test(arguments: faults) func `is refused by name, on its call`(_ fault: Fault) throws {
        let error = try #require(throws: WireError.self) {
            try EnvelopeDecoder().decode(fault.message.buffer)
        }
        guard case .invalidField(_, let field, _) = error else {
            Issue.record("another error: \(error)")
            return
        }
        #expect(field == fault.field)
        #expect(error.callID == 7)
        #expect(error.status.code == .invalidArgument)
        #expect(error.description.contains(fault.field))
    }

    @Test(arguments: [Float.nan, -0.01, 1.01, .infinity, -.infinity])
    func `is refused as opacity`(_ opacity: Float) throws {
        let style = Self.image.message(6, RawMessage().float(1, opacity))
        let error = try #require(throws: WireError.self) {
            try EnvelopeDecoder().decode(RawMessage.request(4, style).buffer)
        }
        #expect(
            error.description == "the field GradCamRequest.opacity must be a number from 0 to 1"
        )
    }
}

@Suite struct `What a peer leaves out or makes up` {
    private func decode(_ message: RawMessage) throws -> Envelope {
        try EnvelopeDecoder().decode(message.buffer)
    }

    @Test func `is the default style of a heatmap`() throws {
        let style = HeatmapStyle(layout: .grid, colorMap: .turbo, opacity: 0.5, minimumSide: 0)
        let request = Request(
            method: .explain(ExplainRequest(image: [1], target: .predicted, style: style))
        )
        #expect(
            try decode(.request(4, RawMessage().bytes(1, [1])))
                == Envelope(callID: 7, body: .request(request))
        )
    }

    @Test func `is an opacity of 0 when the wrapper is there but empty`() throws {
        let raw = RawMessage.request(4, RawMessage().bytes(1, [1]).message(6, RawMessage()))
        guard case .request(let request) = try decode(raw).body,
            case .explain(let explain) = request.method
        else {
            Issue.record("not a request for an explanation")
            return
        }
        #expect(explain.style.opacity == 0)
    }

    @Test(arguments: [13, 14, 77]) func `is a method of a later version`(_ field: Int) throws {
        let envelope = try decode(.request(field, RawMessage().varint(1, 1)))
        #expect(envelope == Envelope(callID: 7, body: .request(Request(method: .unknown))))
    }

    @Test func `is a status code that gRPC does not have`() throws {
        let status = RawMessage().varint(1, 17).text(2, "new")
        let raw = RawMessage().varint(1, 7).message(3, RawMessage().message(1, status))
        let response = Response(Status(.unknown, "new"))
        #expect(try decode(raw) == Envelope(callID: 7, body: .response(response)))
    }

    @Test func `is a serving status of a later version`() throws {
        let raw = RawMessage.response(6, RawMessage().varint(1, 9))
        let response = Response(.health(.unknown))
        #expect(try decode(raw) == Envelope(callID: 7, body: .response(response)))
    }

    @Test func `is a status message that is not UTF-8, which is repaired`() throws {
        let status = RawMessage().varint(1, 13).bytes(2, [0x61, 0xFF])
        let raw = RawMessage().varint(1, 7).message(3, RawMessage().message(1, status))
        let response = Response(Status(.internal, "a\u{FFFD}"))
        #expect(try decode(raw) == Envelope(callID: 7, body: .response(response)))
    }

    @Test func `is an envelope without a kind`() throws {
        let error = try #require(throws: WireError.self) { try decode(RawMessage().varint(1, 7)) }
        #expect(error == .emptyEnvelope(callID: 7))
        #expect(error.callID == 7)
        #expect(error.status.code == .unimplemented)
    }

    @Test func `is everything, in a frame without bytes`() throws {
        let error = try #require(throws: WireError.self) { try decode(RawMessage()) }
        #expect(error == .emptyEnvelope(callID: 0))
        #expect(error.callID == nil)
    }

    @Test(arguments: [2, 3, 4]) func `is the call's number`(_ kind: Int) throws {
        let error = try #require(throws: WireError.self) {
            try decode(RawMessage().message(kind, RawMessage()))
        }
        guard case .invalidField(0, "Envelope.call_id", _) = error else {
            Issue.record("another error: \(error)")
            return
        }
        #expect(error.callID == nil)
    }

    @Test func `is a few fields that this version does not know, at any depth`() throws {
        let strange = RawMessage().varint(99, 1)
        let health = RawMessage().varint(98, 1)
        let raw = RawMessage().varint(1, 7)
            .message(2, RawMessage(bytes: strange.bytes).message(6, health)).text(50, "x")
        let request = Request(method: .health(service: ""))
        #expect(try decode(raw) == Envelope(callID: 7, body: .request(request)))
    }

    @Test func `is more of them than a later version would send`() throws {
        var health = RawMessage()
        for _ in 0..<Limits.unknownFields { health = health.varint(99, 1) }
        #expect(throws: Never.self) { try decode(.request(6, health)) }
        health = health.varint(99, 1)
        let error = try #require(throws: WireError.self) { try decode(.request(6, health)) }
        #expect(error == .unknownFields(callID: 7, count: 65, limit: 64))
        #expect(error.status.code == .invalidArgument)
    }
}
