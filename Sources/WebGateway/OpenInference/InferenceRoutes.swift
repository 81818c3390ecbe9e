import HTTPTypes
import Hummingbird
import Landcover
import NIOCore
import PlainText
import Wire

/// `/v2/…`: the Open Inference Protocol, as KServe, Triton and their clients speak it over HTTP.
struct InferenceRoutes: Sendable {
    /// The way to the daemon.
    let daemon: DaemonLink
    /// Reads the requests.
    let upload: ImageUpload

    /// The name by which clients know the model, whatever its file is called.
    private static let modelName = "eurosat-resnet50"

    /// Images of one request that are asked at once.
    private static let width = 4

    /// Adds them to a table.
    func add(to table: inout RouteTable) {
        table.get("/v2") { _, _ in Response(json: Self.server) }
        table.get("/v2/health/live") { _, _ in
            Response(json: .object([.init("live", .boolean(true))]))
        }
        table.get("/v2/health/ready") { _, _ in
            try await daemon.checkReadiness()
            return Response(json: .object([.init("ready", .boolean(true))]))
        }
        for version in ["", "/versions/{version}"] {
            let model = "/v2/models/{model}\(version)"
            table.get(model) { _, context in
                let report = try await self.model(context).report
                return Response(json: Self.metadata(of: report))
            }
            table.get("\(model)/ready") { _, context in
                let model = try await self.model(context)
                try await daemon.checkReadiness()
                return Response(
                    json: .object([
                        .init("name", .string(model.name)), .init("ready", .boolean(true)),
                    ])
                )
            }
            table.post("\(model)/infer") { request, context in
                let model = try await self.model(context)
                return try await infer(request, model, id: context.id)
            }
        }
    }

    private static let server = JSONValue.object([
        .init("name", .string("landcover-web")),
        .init("version", .string(Version.current)),
        .init(
            "extensions",
            .array([.string("binary_tensor_data"), .string("classification")])
        ),
    ])

    private struct Model {
        let name: String
        let version: String
        let report: ModelReport
    }

    /// The model that an address names, in the version that it names.
    private func model(_ context: BasicRequestContext) async throws(Problem) -> Model {
        let name = context.parameters.get("model") ?? ""
        guard name == Self.modelName else {
            throw Problem(
                Status(
                    .notFound,
                    "there is no model \(name.prefix(100)); there is \(Self.modelName)"
                )
            )
        }
        let report = try await daemon.status().model
        let version = "\(report.generation)"
        if let wanted = context.parameters.get("version"), wanted != version {
            throw Problem(
                Status(
                    .notFound,
                    "there is no version \(wanted.prefix(40)) of \(name); there is \(version)"
                )
            )
        }
        return Model(name: name, version: version, report: report)
    }

    private static func metadata(of report: ModelReport) -> JSONValue {
        func tensor(_ name: String, _ datatype: String, _ shape: [Int]) -> JSONValue {
            .object([
                .init("name", .string(name)), .init("datatype", .string(datatype)),
                .init("shape", .array(shape.map(JSONValue.integer))),
            ])
        }
        let outputs = InferenceAnswer.Output.allCases.map { output in
            tensor(output.rawValue, "FP32", [-1, report.classes.count])
        }
        return .object([
            .init("name", .string(modelName)),
            .init("versions", .array([.string("\(report.generation)")])),
            .init("platform", .string("landcover_onednn")),
            .init("inputs", .array([tensor(InferenceImages.name, "BYTES", [-1])])),
            .init("outputs", .array(outputs)),
            .init(
                "parameters",
                .object([.init("classes", .array(report.classes.map(JSONValue.string)))])
            ),
        ])
    }

    private func infer(_ request: Request, _ model: Model, id: String) async throws -> Response {
        try await upload.collect(request) { bytes in
            let length = try Self.documentLength(of: request, in: bytes)
            let asked = try InferenceRequest(bytes[..<length])
            let images = try InferenceImages(asked, binary: bytes[length...]).images
            let answer = try InferenceAnswer(
                to: asked,
                model: (model.name, model.version),
                classifications: try await classify(images, id: id)
            )
            return Self.response(answer)
        }
    }

    /// Where the document ends and bytes begin.
    private static func documentLength(
        of request: Request,
        in bytes: [UInt8]
    ) throws(Problem) -> Int {
        guard let field = request.headers[.inferenceHeaderContentLength] else {
            return bytes.count
        }
        guard let length = Int(field), 0...bytes.count ~= length else {
            throw .badRequest(
                "`\(HTTPField.Name.inferenceHeaderContentLength)` is \(field.prefix(40)), and the "
                    + "body has \(bytes.count) bytes"
            )
        }
        return length
    }

    /// Asks for all images, a few at a time, and keeps their order.
    private func classify(_ images: [[UInt8]], id: String) async throws -> [Classification] {
        try await withThrowingTaskGroup(of: (Int, Classification).self) { group in
            var answers = [Classification?](repeating: nil, count: images.count)
            for (index, image) in images.enumerated() {
                if index >= Self.width, let (done, answer) = try await group.next() {
                    answers[done] = answer
                }
                group.addTask {
                    (index, try await daemon.classify(image, id: id).classification)
                }
            }
            for try await (done, answer) in group { answers[done] = answer }
            return answers.compactMap(\.self)
        }
    }

    private static func response(_ answer: InferenceAnswer) -> Response {
        guard answer.hasBinary else { return Response(json: answer.document) }
        let document = answer.document.text
        var body = ByteBuffer(string: document)
        body.writeBytes(answer.binary)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream", .cacheControl: "no-store",
                .inferenceHeaderContentLength: "\(document.utf8.count)",
            ],
            body: ResponseBody(byteBuffer: body)
        )
    }
}

extension HTTPField.Name {
    /// The length of the document that begins a body (Triton's extension for binary tensors).
    fileprivate static var inferenceHeaderContentLength: Self {
        HTTPField.Name("Inference-Header-Content-Length") ?? .contentLength
    }
}
