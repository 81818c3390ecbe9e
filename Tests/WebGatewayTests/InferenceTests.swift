import Landcover
import PlainText
import Testing
import WebGateway
import Wire

@Suite struct `Open Inference Protocol` {
    private func request(_ json: String) throws -> InferenceRequest {
        try InferenceRequest(Array(json.utf8)[...])
    }

    private func images(_ input: String, binary: [UInt8] = []) throws -> [[UInt8]] {
        let request = try request(#"{"inputs":[\#(input)]}"#)
        return try InferenceImages(request, binary: binary[...]).images
    }

    @Test func `images come as base64 in the document`() throws {
        let input = #"{"name":"image","shape":[2,1],"datatype":"BYTES","data":[["AQI="],["Aw=="]]}"#
        #expect(try images(input) == [[1, 2], [3]])
    }

    @Test func `images come as bytes after the document`() throws {
        let bytes = ByteStrings.bytes(of: [[1, 2], [3]])
        #expect(bytes == [2, 0, 0, 0, 1, 2, 1, 0, 0, 0, 3])
        let input =
            #"{"name":"image","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":11}}"#
        #expect(try images(input, binary: bytes) == [[1, 2], [3]])
    }

    @Test(arguments: [
        #"{"name":"input","shape":[1],"datatype":"BYTES","data":["AQ=="]}"#,
        #"{"name":"image","shape":[1],"datatype":"FP32","data":["AQ=="]}"#,
        #"{"name":"image","shape":[2],"datatype":"BYTES","data":["AQ=="]}"#,
        #"{"name":"image","shape":[1,2],"datatype":"BYTES","data":["AQ=="]}"#,
        #"{"name":"image","shape":[],"datatype":"BYTES","data":["AQ=="]}"#,
        #"{"name":"image","shape":[1],"datatype":"BYTES","data":["%"]}"#,
        #"{"name":"image","shape":[1],"datatype":"BYTES","data":[""]}"#,
        #"{"name":"image","shape":[0],"datatype":"BYTES","data":[]}"#,
        #"{"name":"image","shape":[1],"datatype":"BYTES"}"#,
        #"{"name":"image","shape":[1],"datatype":"BYTES","data":[1]}"#,
        #"{"name":"image","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":3}}"#,
        "", #"{"name":"image"}"#,
    ])
    func `what is no image is refused`(input: String) {
        let problem = #expect(throws: Problem.self) { try images(input) }
        #expect(problem?.status.code == .invalidArgument)
    }

    @Test(arguments: [[1], [1, 0, 0, 0], [255, 255, 255, 255, 1], [0, 0, 0, 0, 1]] as [[UInt8]])
    func `bytes that end within an element are none`(bytes: [UInt8]) {
        #expect(ByteStrings.elements(of: bytes[...]) == nil)
    }

    private let classifications = [[0.25, 0.75], [1, 0]].map { (shares: [Float]) in
        Classification(
            predictions: shares.enumerated().map { index, share in
                Prediction(
                    className: ["Forest", "River"][index],
                    classIndex: index,
                    probability: share,
                    logit: share * 2
                )
            }.sorted { $0.probability > $1.probability },
            image: ImageSummary(width: 1, height: 1)
        )
    }

    private func answer(_ extra: String) throws -> InferenceAnswer {
        try InferenceAnswer(
            to: request(#"{"inputs":[]\#(extra)}"#),
            model: ("m", "3"),
            classifications: classifications
        )
    }

    @Test func `the answer has a value a class in the model's order`() throws {
        let answer = try answer(#","id":"x""#)
        #expect(
            answer.document.text
                == #"{"model_name":"m","model_version":"3","id":"x","outputs":[{"name":"probabilities","#
                + #""datatype":"FP32","shape":[2,2],"data":[0.25,0.75,1.0,0.0]}]}"#
        )
        #expect(!answer.hasBinary)
    }

    @Test func `tensors follow as bytes where they are asked for`() throws {
        let answer = try answer(
            #","outputs":[{"name":"logits","parameters":{"binary_data":true}},{"name":"probabilities"}]"#
        )
        #expect(answer.hasBinary)
        #expect(answer.binary == [0, 0, 0, 0x3F, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0x40, 0, 0, 0, 0])
        #expect(answer.document.text.contains(#""parameters":{"binary_data_size":16}"#))
        #expect(answer.document.text.contains(#""data":[0.25,0.75,1.0,0.0]"#))
        #expect(try self.answer(#","parameters":{"binary_data_output":true}"#).binary.count == 16)
    }

    @Test func `classes are told in words where they are asked for`() throws {
        let answer = try answer(
            #","outputs":[{"name":"probabilities","parameters":{"classification":1}}]"#
        )
        #expect(answer.document.text.contains(#""datatype":"BYTES","shape":[2,1]"#))
        #expect(answer.document.text.contains(#""data":["0.75:1:River","1.0:0:Forest"]"#))
    }

    @Test(arguments: [
        #","outputs":[{"name":"label"}]"#,
        #","outputs":[{"name":"logits","parameters":{"classification":0}}]"#,
    ])
    func `an output that there is not is refused`(extra: String) {
        #expect(throws: Problem.self) { try answer(extra) }
    }

    @Test(arguments: [
        "", "[]", "{", #"{"inputs":1}"#, #"{"inputs":null}"#, #"{"id":1,"inputs":[]}"#,
    ])
    func `what is no request is refused in words`(json: String) {
        let problem = #expect(throws: Problem.self) { try request(json) }
        #expect(problem?.status.code == .invalidArgument)
        #expect(problem?.status.message.hasPrefix("the request is no ") == true)
    }
}
