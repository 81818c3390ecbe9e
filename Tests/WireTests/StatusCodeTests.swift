import Testing
import Wire

@Suite struct `Status codes` {
    @Test func `have gRPC's numbers and names`() {
        let names = [
            "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
            "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
            "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
            "UNAUTHENTICATED",
        ]
        #expect(StatusCode.allCases.map(\.name) == names)
        #expect(StatusCode.allCases.map { Int($0.rawValue) } == Array(names.indices))
    }

    @Test(arguments: [17, UInt32.max]) func `of other numbers are UNKNOWN`(_ number: UInt32) {
        #expect(StatusCode(wireNumber: number) == .unknown)
    }
}

@Suite struct `The protocol's description` {
    @Test func `is a set of the one file, with every message`() throws {
        let text = String(decoding: ProtocolDescription.fileDescriptorSet, as: UTF8.self)
        #expect(text.contains("landcover/v1/landcover.proto"))
        for name in ["Envelope", "ClassifyRequest", "GradCamResponse", "DescribeResponse"] {
            #expect(text.contains(name))
        }
    }

    @Test func `calls strings strings, though the C reads them as bytes`() throws {
        // FieldDescriptorProto of Request.request_id: name (1), number (3), label (4), type (5) = 9.
        let field = RawMessage().text(1, "request_id").varint(3, 1).varint(4, 1).varint(5, 9)
        let set = ProtocolDescription.fileDescriptorSet
        #expect(set.indices.contains { set[$0...].starts(with: field.bytes) })
    }
}
