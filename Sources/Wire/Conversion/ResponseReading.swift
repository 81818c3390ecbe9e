internal import CLandcoverProto
internal import Landcover

extension MessageReader {
    /// Reads a response.
    func response(_ message: Landcover__V1__Response) throws(WireError) -> Response {
        unsafe Response(
            status: status(try required(message.status, "Response.status")),
            timing: timing(message.timing),
            result: try result(message)
        )
    }

    /// Reads a farewell.
    func goAway(_ message: Landcover__V1__GoAway) throws(WireError) -> GoAway {
        unsafe GoAway(
            lastCallID: message.last_call_id,
            status: status(try required(message.status, "GoAway.status"))
        )
    }

    /// Reads a status.
    ///
    /// Never fails: the message explains a failure, and must not become another one.
    func status(_ message: Landcover__V1__Status) -> Status {
        unsafe Status(
            StatusCode(wireNumber: message.code),
            repairedText(message.message),
            retryAfter: Duration?(waitMicroseconds: message.retry_after_microseconds)
        )
    }

    private func timing(_ message: UnsafeMutablePointer<Landcover__V1__Timing>?) -> Timing {
        guard let message = unsafe message else { return Timing() }
        return unsafe Timing(
            queue: Duration(microseconds: message.pointee.queue_microseconds),
            decode: Duration(microseconds: message.pointee.decode_microseconds),
            compute: Duration(microseconds: message.pointee.compute_microseconds),
            encode: Duration(microseconds: message.pointee.encode_microseconds)
        )
    }

    private func result(
        _ message: Landcover__V1__Response
    ) throws(WireError) -> Response.Result? {
        switch unsafe message.result_case {
        case LANDCOVER__V1__RESPONSE__RESULT_CLASSIFY:
            .classification(try unsafe classification(message.classify.pointee))
        case LANDCOVER__V1__RESPONSE__RESULT_GRADCAM:
            try unsafe explanations(message.gradcam.pointee)
        case LANDCOVER__V1__RESPONSE__RESULT_COMPARE:
            .comparison(try unsafe comparison(message.compare.pointee))
        case LANDCOVER__V1__RESPONSE__RESULT_HEALTH:
            unsafe .health(
                ServingStatus(rawValue: message.health.pointee.serving_status.rawValue) ?? .unknown
            )
        case LANDCOVER__V1__RESPONSE__RESULT_REPORT:
            .report(try unsafe report(message.report.pointee))
        case LANDCOVER__V1__RESPONSE__RESULT_DESCRIBE:
            unsafe .description(
                fileDescriptorSet: bytes(message.describe.pointee.file_descriptor_set)
            )
        case LANDCOVER__V1__RESPONSE__RESULT_RELOAD:
            .reloaded(
                try unsafe model(required(message.reload.pointee.model, "ReloadResponse.model"))
            )
        case LANDCOVER__V1__RESPONSE__RESULT_METRICS:
            .metrics(try unsafe text(message.metrics.pointee.text, "MetricsResponse.text"))
        case LANDCOVER__V1__RESPONSE__RESULT_OPINION:
            .opinion(try unsafe opinion(message.opinion.pointee))
        case LANDCOVER__V1__RESPONSE__RESULT_PLAN:
            .plan(try unsafe plan(message.plan.pointee))
        default: nil
        }
    }

    /// Reads the answer to `classify`.
    func classification(
        _ message: Landcover__V1__ClassifyResponse
    ) throws(WireError) -> Classification {
        let predictions = try unsafe list(message.predictions, message.n_predictions, prediction)
        guard !predictions.isEmpty else {
            throw invalid("ClassifyResponse.predictions", "is empty")
        }
        let image = try unsafe required(message.image, "ClassifyResponse.image")
        return Classification(predictions: predictions, image: try unsafe imageSummary(image))
    }

    private func explanations(
        _ message: Landcover__V1__GradCamResponse
    ) throws(WireError) -> Response.Result {
        let explanations = try unsafe list(
            message.explanations,
            message.n_explanations,
            explanation
        )
        guard !explanations.isEmpty else {
            throw invalid("GradCamResponse.explanations", "is empty")
        }
        let image = try unsafe required(message.image, "GradCamResponse.image")
        return .explanations(explanations, image: try unsafe imageSummary(image))
    }

    private func explanation(
        _ message: Landcover__V1__Explanation
    ) throws(WireError) -> Explanation {
        unsafe Explanation(
            prediction: try prediction(required(message.prediction, "Explanation.prediction")),
            heatmap: try heatmap(message),
            png: bytes(message.png)
        )
    }

    private func heatmap(_ message: Landcover__V1__Explanation) throws(WireError) -> Heatmap {
        let (rows, columns) = unsafe (Int(message.rows), Int(message.columns))
        let values = unsafe UnsafeBufferPointer(start: message.values, count: message.n_values)
        // Two factors of 32 bits do not overflow 64, as a signed product might.
        guard rows > 0, columns > 0, UInt(rows) * UInt(columns) == UInt(values.count) else {
            throw invalid("Explanation.values", "must have rows × columns values, at least one")
        }
        guard unsafe values.allSatisfy({ 0...1 ~= $0 }) else {
            throw invalid("Explanation.values", "must be numbers from 0 to 1")
        }
        let peak = try unsafe finite(message.peak, "Explanation.peak")
        guard peak >= 0 else { throw invalid("Explanation.peak", "must not be negative") }
        return unsafe Heatmap(rows: rows, columns: columns, values: Array(values), peak: peak)
    }

    private func prediction(_ message: Landcover__V1__Prediction) throws(WireError) -> Prediction {
        unsafe Prediction(
            className: try text(message.class_name, "Prediction.class_name"),
            classIndex: Int(message.class_index),
            probability: try finite(message.probability, "Prediction.probability"),
            logit: try finite(message.logit, "Prediction.logit")
        )
    }

    private func imageSummary(
        _ message: Landcover__V1__ImageSummary
    ) throws(WireError) -> ImageSummary {
        unsafe ImageSummary(
            width: Int(message.width),
            height: Int(message.height),
            warnings: try texts(message.warnings, message.n_warnings, "ImageSummary.warnings")
        )
    }
}
