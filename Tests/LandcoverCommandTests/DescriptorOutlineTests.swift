import LandcoverCommand
import Testing
import Wire
import PlainText

@Suite struct `The outline of a protocol` {
    private let descriptors = ProtocolDescription.fileDescriptorSet

    @Test func `this protocol reads as its proto file does`() throws {
        let text = try #require(DescriptorOutline(fileDescriptorSet: descriptors)).text
        #expect(text.hasPrefix("// landcover/v1/landcover.proto\npackage landcover.v1;\n\n"))
        #expect(
            text.contains(
                """
                message Envelope {
                  uint32 call_id = 1;
                  oneof kind {
                    Request request = 2;
                    Response response = 3;
                    Cancel cancel = 4;
                    GoAway go_away = 5;
                  }
                }

                message Request {
                """
            )
        )
        #expect(text.contains("message Cancel {}\n"))
        #expect(
            text.contains(
                """
                  repeated Prediction predictions = 1;
                  ImageSummary image = 2;
                }
                """
            )
        )
        #expect(text.contains("  enum ColorMap {\n    TURBO = 0;\n    JET = 1;\n"))
        #expect(text.contains("  message Opacity {\n    float value = 1;\n  }\n"))
    }

    @Test func `a description cut off anywhere is refused or read, never trapped on`() {
        for count in descriptors.indices {
            _ = DescriptorOutline(fileDescriptorSet: Array(descriptors[..<count]))
        }
        #expect(DescriptorOutline(fileDescriptorSet: Array(descriptors.dropLast())) == nil)
    }

    @Test func `damage anywhere is refused or read, never trapped on`() {
        for index in descriptors.indices {
            var damaged = descriptors
            damaged[index] ^= [0x80, 0xFF, 0x01][index % 3]
            _ = DescriptorOutline(fileDescriptorSet: damaged)
        }
    }

    @Test func `messages nested without end are refused`() {
        var message: [UInt8] = []
        for _ in 0..<40 { message = field(3, message) }
        let file = field(1, field(4, message))
        #expect(DescriptorOutline(fileDescriptorSet: file) == nil)
    }

    @Test func `names cannot command the terminal`() throws {
        let file = field(1, field(1, Array("\u{1B}[2J".utf8)))
        let text = try #require(DescriptorOutline(fileDescriptorSet: file)).text
        #expect(text.contains("// \\x1B[2J\n"))
    }

    /// A length-delimited field of at most 127 bytes.
    private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
}
