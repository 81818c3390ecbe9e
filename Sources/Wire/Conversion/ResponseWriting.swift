internal import CLandcoverProto
internal import Landcover

extension MessageWriter {
    /// Makes a response.
    mutating func response(
        _ response: Response
    ) -> UnsafeMutablePointer<Landcover__V1__Response> {
        let message = unsafe message(landcover__v1__response__init)
        unsafe message.pointee.status = status(response.status)
        unsafe message.pointee.timing = timing(response.timing)
        switch response.result {
        case .classification(let classification):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_CLASSIFY
            unsafe message.pointee.classify = self.classification(classification)
        case .explanations(let explanations, let image):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_GRADCAM
            unsafe message.pointee.gradcam = self.explanations(explanations, image)
        case .comparison(let comparison):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_COMPARE
            unsafe message.pointee.compare = self.comparison(comparison)
        case .health(let servingStatus):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_HEALTH
            unsafe message.pointee.health = self.message(landcover__v1__health_response__init)
            unsafe message.pointee.health.pointee.serving_status = .init(servingStatus.rawValue)
        case .report(let report):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_REPORT
            unsafe message.pointee.report = self.report(report)
        case .description(let fileDescriptorSet):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_DESCRIBE
            unsafe message.pointee.describe = self.message(landcover__v1__describe_response__init)
            unsafe message.pointee.describe.pointee.file_descriptor_set = bytes(fileDescriptorSet)
        case .reloaded(let model):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_RELOAD
            unsafe message.pointee.reload = self.message(landcover__v1__reload_response__init)
            unsafe message.pointee.reload.pointee.model = self.model(model)
        case .metrics(let text):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_METRICS
            unsafe message.pointee.metrics = self.message(landcover__v1__metrics_response__init)
            unsafe message.pointee.metrics.pointee.text = self.text(text)
        case .opinion(let opinion):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_OPINION
            unsafe message.pointee.opinion = self.opinion(opinion)
        case .plan(let plan):
            unsafe message.pointee.result_case = LANDCOVER__V1__RESPONSE__RESULT_PLAN
            unsafe message.pointee.plan = self.plan(plan)
        case nil: break
        }
        return unsafe message
    }

    /// Makes a farewell.
    mutating func goAway(_ farewell: GoAway) -> UnsafeMutablePointer<Landcover__V1__GoAway> {
        let message = unsafe message(landcover__v1__go_away__init)
        unsafe message.pointee.last_call_id = farewell.lastCallID
        unsafe message.pointee.status = status(farewell.status)
        return unsafe message
    }

    /// Makes a status.
    mutating func status(
        _ status: Status
    ) -> UnsafeMutablePointer<Landcover__V1__Status> {
        let message = unsafe message(landcover__v1__status__init)
        unsafe message.pointee.code = status.code.rawValue
        unsafe message.pointee.message = text(status.message)
        unsafe message.pointee.retry_after_microseconds = status.retryAfter.waitMicroseconds
        return unsafe message
    }

    private mutating func timing(
        _ timing: Timing
    ) -> UnsafeMutablePointer<Landcover__V1__Timing> {
        let message = unsafe message(landcover__v1__timing__init)
        unsafe message.pointee.queue_microseconds = timing.queue.wireMicroseconds
        unsafe message.pointee.decode_microseconds = timing.decode.wireMicroseconds
        unsafe message.pointee.compute_microseconds = timing.compute.wireMicroseconds
        unsafe message.pointee.encode_microseconds = timing.encode.wireMicroseconds
        return unsafe message
    }

    /// Makes the answer to `classify`.
    mutating func classification(
        _ classification: Classification
    ) -> UnsafeMutablePointer<Landcover__V1__ClassifyResponse> {
        let message = unsafe message(landcover__v1__classify_response__init)
        var predictions: [UnsafeMutablePointer<Landcover__V1__Prediction>?] = unsafe []
        for prediction in classification.predictions {
            unsafe predictions.append(self.prediction(prediction))
        }
        unsafe message.pointee.n_predictions = unsafe predictions.count
        unsafe message.pointee.predictions = array(predictions)
        unsafe message.pointee.image = imageSummary(classification.image)
        return unsafe message
    }

    private mutating func explanations(
        _ explanations: [Explanation],
        _ image: ImageSummary
    ) -> UnsafeMutablePointer<Landcover__V1__GradCamResponse> {
        let message = unsafe message(landcover__v1__grad_cam_response__init)
        var items: [UnsafeMutablePointer<Landcover__V1__Explanation>?] = unsafe []
        for explanation in explanations { unsafe items.append(self.explanation(explanation)) }
        unsafe message.pointee.n_explanations = unsafe items.count
        unsafe message.pointee.explanations = array(items)
        unsafe message.pointee.image = imageSummary(image)
        return unsafe message
    }

    private mutating func explanation(
        _ explanation: Explanation
    ) -> UnsafeMutablePointer<Landcover__V1__Explanation> {
        let heatmap = explanation.heatmap
        let message = unsafe message(landcover__v1__explanation__init)
        unsafe message.pointee.prediction = prediction(explanation.prediction)
        unsafe message.pointee.rows = UInt32(clamping: heatmap.rows)
        unsafe message.pointee.columns = UInt32(clamping: heatmap.columns)
        unsafe message.pointee.n_values = heatmap.values.count
        unsafe message.pointee.values = array(heatmap.values)
        unsafe message.pointee.peak = heatmap.peak
        unsafe message.pointee.has_positive_evidence = heatmap.hasPositiveEvidence ? 1 : 0
        unsafe message.pointee.png = bytes(explanation.png)
        return unsafe message
    }

    private mutating func prediction(
        _ prediction: Prediction
    ) -> UnsafeMutablePointer<Landcover__V1__Prediction> {
        let message = unsafe message(landcover__v1__prediction__init)
        unsafe message.pointee.class_name = text(prediction.className)
        unsafe message.pointee.class_index = UInt32(clamping: prediction.classIndex)
        unsafe message.pointee.probability = prediction.probability
        unsafe message.pointee.logit = prediction.logit
        return unsafe message
    }

    private mutating func imageSummary(
        _ image: ImageSummary
    ) -> UnsafeMutablePointer<Landcover__V1__ImageSummary> {
        let message = unsafe message(landcover__v1__image_summary__init)
        unsafe message.pointee.width = UInt32(clamping: image.width)
        unsafe message.pointee.height = UInt32(clamping: image.height)
        unsafe message.pointee.n_warnings = image.warnings.count
        unsafe message.pointee.warnings = texts(image.warnings)
        return unsafe message
    }
}
