import FoundationEssentials
import ImageCodecs
import PlainText
import SecondOpinion
import Testing

@Suite struct `A request` {
    private func body(_ settings: OpinionSettings = OpinionSettings()) throws -> String {
        String(decoding: ChatRequest(try sampleImage(), settings: settings).body, as: UTF8.self)
    }

    @Test func `is to the byte what the API's description asks for`() throws {
        let image = try sampleImage()
        let expected =
            #"{"model":"gpt-4o","messages":[{"role":"system","content":"#
            + JSONValue.string(Prompt.task).text
            + #"},{"role":"user","content":[{"type":"text","text":"#
            + JSONValue.string(Prompt.question).text
            + #"},{"type":"image_url","image_url":{"url":"data:image/png;base64,"#
            + Data(image.png).base64EncodedString()
            + #"","detail":"low"}}]}],"response_format":{"type":"json_schema","json_schema":"#
            + #"{"name":"land_cover_opinion","strict":true,"schema":{"type":"object","#
            + #""properties":{"class":{"type":"string","enum":["AnnualCrop","Forest","#
            + #""HerbaceousVegetation","Highway","Industrial","Pasture","PermanentCrop","#
            + #""Residential","River","SeaLake"]},"confidence":{"type":"number","description":"#
            + #""From 0 (a guess) to 1 (certain)."},"reason":{"type":"string","description":"#
            + #""One short sentence."}},"required":["class","confidence","reason"],"#
            + #""additionalProperties":false}}},"max_completion_tokens":1024,"#
            + #""logprobs":true,"top_logprobs":20}"#
        #expect(try body() == expected)
    }

    @Test func `keeps to the API's bounds and to what strict schemas admit`() throws {
        let request = try JSONDecoder().decode(Request.self, from: Data(body().utf8))
        #expect(request.messages.map(\.role) == ["system", "user"])
        #expect(request.topLogprobs.map { 0...20 ~= $0 } == true && request.logprobs == true)
        #expect(request.maxTokens == nil && request.temperature == nil)
        let format = request.format.schema
        #expect(request.format.type == "json_schema" && format.strict)
        #expect(format.name.count <= 64)
        #expect(format.name.utf8.allSatisfy { 0x61...0x7A ~= $0 || $0 == 0x5F })
        #expect(format.schema.type == "object" && !format.schema.additionalProperties)
        #expect(Set(format.schema.required) == Set(format.schema.properties.keys))
    }

    @Test func `is the same for the same question, and says what is set`() throws {
        #expect(try body() == body())
        var settings = OpinionSettings()
        settings.model = "a\"b"
        settings.detail = .high
        settings.asksForLogprobs = false
        settings.completionTokenLimit = 33
        let other = try body(settings)
        #expect(other.contains(#""model":"a\"b""#) && other.contains(#""detail":"high""#))
        #expect(other.hasSuffix(#""max_completion_tokens":33}"#))
        #expect(!other.contains("logprobs"))
    }

    @Test func `can be shown without the image's bytes`() throws {
        let image = try sampleImage()
        let request = ChatRequest(image, settings: OpinionSettings())
        let shown = request.outline.text
        #expect(!shown.contains(Data(image.png).base64EncodedString()))
        #expect(shown.contains("64 x 64 pixels, \(image.png.count) bytes"))
        let placeholder = "(64 x 64 pixels, \(image.png.count) bytes)"
        let sent = shown.replacing(placeholder, with: Data(image.png).base64EncodedString())
        #expect(Array(sent.utf8) == request.body)
    }

    @Test func `names and defines all classes, on a line each`() {
        let lines = Prompt.question.split(separator: "\n")
        for landCover in LandCoverClass.allCases {
            #expect(lines.contains("- \(landCover.label): \(landCover.definition)"))
        }
        #expect(Prompt.question.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0A })
        #expect(Prompt.task.contains("JSON"))
    }

    private struct Request: Decodable {
        struct Message: Decodable { let role: String }
        struct Property: Decodable { let type: String }
        struct Schema: Decodable {
            let type: String
            let properties: [String: Property]
            let required: [String]
            let additionalProperties: Bool
        }
        struct Named: Decodable {
            let name: String
            let strict: Bool
            let schema: Schema
        }
        struct Format: Decodable {
            let type: String
            let schema: Named

            private enum CodingKeys: String, CodingKey {
                case type
                case schema = "json_schema"
            }
        }

        let messages: [Message]
        let format: Format
        let logprobs: Bool?
        let topLogprobs: Int?
        let maxTokens: Int?
        let temperature: Double?

        private enum CodingKeys: String, CodingKey {
            case messages, logprobs, temperature
            case format = "response_format"
            case topLogprobs = "top_logprobs"
            case maxTokens = "max_tokens"
        }
    }
}

@Suite struct `A prepared image` {
    @Test(arguments: [
        (64, 64, 512, 512), (512, 512, 512, 512), (1024, 512, 512, 256), (3, 1, 512, 171),
        (5000, 1, 512, 1), (1, 1, 512, 512), (600, 600, 512, 512),
    ])
    func `has its longer side as it was asked for`(
        width: Int,
        height: Int,
        preparedWidth: Int,
        preparedHeight: Int
    ) throws {
        let pixels = [UInt8](repeating: 9, count: width * height * 3)
        let image = try PreparedImage(
            RGBImage(width: width, height: height, pixels: pixels),
            side: 512
        )
        #expect(image.width == preparedWidth && image.height == preparedHeight)
        let again = try PreparedImage(png: image.png)
        #expect(again == image)
    }

    @Test func `from elsewhere must be a PNG file of moderate size`() throws {
        let png = try sampleImage().png
        #expect(throws: SecondOpinionError.self) { _ = try PreparedImage(png: []) }
        #expect(throws: SecondOpinionError.self) { _ = try PreparedImage(png: [0xFF] + png) }
        #expect(throws: SecondOpinionError.self) {
            _ = try PreparedImage(png: Array(png.prefix(20)))
        }
        for place in 16..<24 {
            var wide = png
            wide[place] = place < 20 ? 0xFF : 0xFE
            if place % 4 == 3 { continue }
            #expect(throws: SecondOpinionError.self) { _ = try PreparedImage(png: wide) }
        }
        let long = png + [UInt8](repeating: 0, count: PreparedImage.largestFile)
        #expect(throws: SecondOpinionError.self) { _ = try PreparedImage(png: long) }
    }
}
