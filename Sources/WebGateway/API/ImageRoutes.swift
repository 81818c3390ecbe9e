import AnswerJSON
import FoundationEssentials
import Hummingbird
import Landcover
import PlainText
import Wire

/// `POST /api/v1/…`: what the daemon answers about an image.
struct ImageRoutes: Sendable {
    /// The way to the daemon.
    let daemon: DaemonLink
    /// Reads the images.
    let upload: ImageUpload
    /// How long the other model may take.
    let opinionTimeout: Duration

    /// The longest side of a picture that may be asked for, in pixels.
    private static let largestSide = 2048

    /// Adds them to a table.
    func add(to table: inout RouteTable) {
        table.post("/api/v1/classify") { try await classify($0, id: $1.id) }
        table.post("/api/v1/gradcam") { try await explain($0, id: $1.id) }
        table.post("/api/v1/compare") { try await compare($0, id: $1.id) }
    }

    private func classify(_ request: Request, id: String) async throws -> Response {
        let query = try QueryReader(request.uri, known: ["top_k"])
        let topK = try query.integer("top_k", usual: 0, in: 0...1000)
        return try await upload.read(request) { image in
            let (classification, timing) = try await daemon.classify(image, topK: topK, id: id)
            return Response(json: .object(classification.fields(timing: timing)))
        }
    }

    private func explain(_ request: Request, id: String) async throws -> Response {
        let known = ["class", "layout", "color_map", "opacity", "minimum_side"]
        let query = try QueryReader(request.uri, known: known)
        let usual = HeatmapStyle()
        let style = HeatmapStyle(
            layout: try query.choice("layout", usual: .grid),
            colorMap: try query.choice("color_map", usual: usual.colorMap),
            opacity: try query.share("opacity", usual: usual.opacity),
            minimumSide: try query.integer(
                "minimum_side",
                usual: usual.minimumSide,
                in: 0...Self.largestSide
            )
        )
        let target: ExplanationTarget =
            switch query.text("class") {
            case nil: .predicted
            case "*": .every
            case let name?: .named(name)
            }
        return try await upload.read(request) { image in
            let answer = try await daemon.explain(
                ExplainRequest(image: image, target: target, style: style),
                id: id
            )
            let explanations = answer.explanations.map { explanation in
                let png = Data(explanation.png).base64EncodedString()
                let picture = png.isEmpty ? [] : [JSONValue.Field("png", .string(png))]
                return JSONValue.object(explanation.fields + picture)
            }
            return Response(
                json: .object(
                    [.init("explanations", .array(explanations))] + answer.image.fields
                        + [.init("timing", answer.timing.json)]
                )
            )
        }
    }

    private func compare(_ request: Request, id: String) async throws -> Response {
        _ = try QueryReader(request.uri, known: [])
        return try await upload.read(request) { image in
            let answer = try await daemon.compare(image, timeout: opinionTimeout, id: id)
            return Response(json: answer.comparison.json(timing: answer.timing))
        }
    }
}
