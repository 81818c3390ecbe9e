internal import CLandcoverProto
internal import Landcover

extension MessageReader {
    /// Reads a request.
    func request(_ message: Landcover__V1__Request) throws(WireError) -> Request {
        unsafe Request(
            id: try text(message.request_id, "Request.request_id", limit: Limits.requestIDBytes),
            timeout: Duration?(waitMicroseconds: message.timeout_microseconds),
            method: try method(message)
        )
    }

    private func method(_ message: Landcover__V1__Request) throws(WireError) -> Request.Method {
        switch unsafe message.method_case {
        case LANDCOVER__V1__REQUEST__METHOD_CLASSIFY:
            .classify(try unsafe classify(message.classify.pointee))
        case LANDCOVER__V1__REQUEST__METHOD_GRADCAM:
            .explain(try unsafe explain(message.gradcam.pointee))
        case LANDCOVER__V1__REQUEST__METHOD_COMPARE:
            .compare(try unsafe compare(message.compare.pointee))
        case LANDCOVER__V1__REQUEST__METHOD_HEALTH:
            .health(
                service: try unsafe text(
                    message.health.pointee.service,
                    "HealthRequest.service",
                    limit: Limits.nameBytes
                )
            )
        case LANDCOVER__V1__REQUEST__METHOD_STATUS: .status
        case LANDCOVER__V1__REQUEST__METHOD_DESCRIBE: .describe
        case LANDCOVER__V1__REQUEST__METHOD_RELOAD:
            .reload(try unsafe reload(message.reload.pointee))
        case LANDCOVER__V1__REQUEST__METHOD_METRICS: .metrics
        case LANDCOVER__V1__REQUEST__METHOD_OPINION:
            .opinion(
                image: try unsafe image(message.opinion.pointee.image, "OpinionRequest.image")
            )
        case LANDCOVER__V1__REQUEST__METHOD_PLAN:
            .plan(image: try unsafe image(message.plan.pointee.image, "PlanRequest.image"))
        default: .unknown
        }
    }

    private func classify(
        _ message: Landcover__V1__ClassifyRequest
    ) throws(WireError) -> ClassifyRequest {
        unsafe ClassifyRequest(
            image: try image(message.image, "ClassifyRequest.image"),
            topK: Int(message.top_k)
        )
    }

    private func compare(
        _ message: Landcover__V1__CompareRequest
    ) throws(WireError) -> ClassifyRequest {
        unsafe ClassifyRequest(
            image: try image(message.image, "CompareRequest.image"),
            topK: Int(message.top_k)
        )
    }

    private func explain(
        _ message: Landcover__V1__GradCamRequest
    ) throws(WireError) -> ExplainRequest {
        unsafe ExplainRequest(
            image: try image(message.image, "GradCamRequest.image"),
            target: try target(message),
            style: try style(message)
        )
    }

    private func reload(
        _ message: Landcover__V1__ReloadRequest
    ) throws(WireError) -> ReloadRequest {
        let field = "ReloadRequest.model_path"
        let path = try unsafe text(message.model_path, field, limit: Limits.pathBytes)
        guard path.isEmpty || path.hasPrefix("/") else {
            throw invalid(field, "must be an absolute path")
        }
        return unsafe ReloadRequest(
            modelPath: path.isEmpty ? nil : path,
            isInBackground: message.in_background != 0
        )
    }

    private func image(
        _ data: ProtobufCBinaryData,
        _ field: String
    ) throws(WireError) -> [UInt8] {
        guard unsafe data.len > 0 else {
            throw invalid(field, "is empty; send a whole JPEG or PNG file")
        }
        return unsafe bytes(data)
    }

    private func target(
        _ message: Landcover__V1__GradCamRequest
    ) throws(WireError) -> ExplanationTarget {
        switch unsafe message.target_case {
        case LANDCOVER__V1__GRAD_CAM_REQUEST__TARGET_CLASS_NAME:
            .named(
                try unsafe text(
                    message.class_name,
                    "GradCamRequest.class_name",
                    limit: Limits.nameBytes
                )
            )
        case LANDCOVER__V1__GRAD_CAM_REQUEST__TARGET_EVERY_CLASS: .every
        default: .predicted
        }
    }

    private func style(
        _ message: Landcover__V1__GradCamRequest
    ) throws(WireError) -> HeatmapStyle {
        var style = HeatmapStyle()
        guard let layout = unsafe HeatmapStyle.Layout(message.layout) else {
            throw invalid("GradCamRequest.layout", "is no layout that this version knows")
        }
        style.layout = layout
        guard let colorMap = unsafe ColorMap(message.color_map) else {
            throw invalid("GradCamRequest.color_map", "is no color map that this version knows")
        }
        style.colorMap = colorMap
        if let opacity = unsafe message.opacity {
            style.opacity = unsafe opacity.pointee.value
        }
        guard 0...1 ~= style.opacity else {
            throw invalid("GradCamRequest.opacity", "must be a number from 0 to 1")
        }
        style.minimumSide = unsafe Int(message.minimum_side)
        guard style.minimumSide <= Limits.pictureSide else {
            throw invalid("GradCamRequest.minimum_side", "must be at most \(Limits.pictureSide)")
        }
        return style
    }
}
