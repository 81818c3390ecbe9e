internal import CLandcoverProto
internal import Landcover

extension MessageWriter {
    /// Makes a request.
    mutating func request(_ request: Request) -> UnsafeMutablePointer<Landcover__V1__Request> {
        let message = unsafe message(landcover__v1__request__init)
        unsafe message.pointee.request_id = text(request.id)
        unsafe message.pointee.timeout_microseconds = request.timeout.waitMicroseconds
        switch request.method {
        case .classify(let classify):
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_CLASSIFY
            unsafe message.pointee.classify = self.classify(classify)
        case .explain(let explain):
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_GRADCAM
            unsafe message.pointee.gradcam = self.explain(explain)
        case .compare(let compare):
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_COMPARE
            unsafe message.pointee.compare = self.message(landcover__v1__compare_request__init)
            unsafe message.pointee.compare.pointee.image = imageBytes()
            unsafe message.pointee.compare.pointee.top_k = UInt32(clamping: compare.topK)
        case .health(let service):
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_HEALTH
            unsafe message.pointee.health = self.message(landcover__v1__health_request__init)
            unsafe message.pointee.health.pointee.service = text(service)
        case .status:
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_STATUS
            unsafe message.pointee.status = self.message(landcover__v1__status_request__init)
        case .describe:
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_DESCRIBE
            unsafe message.pointee.describe = self.message(landcover__v1__describe_request__init)
        case .reload(let reload):
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_RELOAD
            unsafe message.pointee.reload = self.message(landcover__v1__reload_request__init)
            unsafe message.pointee.reload.pointee.model_path = text(reload.modelPath ?? "")
            unsafe message.pointee.reload.pointee.in_background = reload.isInBackground ? 1 : 0
        case .metrics:
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_METRICS
            unsafe message.pointee.metrics = self.message(landcover__v1__metrics_request__init)
        case .opinion:
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_OPINION
            unsafe message.pointee.opinion = self.message(landcover__v1__opinion_request__init)
            unsafe message.pointee.opinion.pointee.image = imageBytes()
        case .plan:
            unsafe message.pointee.method_case = LANDCOVER__V1__REQUEST__METHOD_PLAN
            unsafe message.pointee.plan = self.message(landcover__v1__plan_request__init)
            unsafe message.pointee.plan.pointee.image = imageBytes()
        case .unknown: break
        }
        return unsafe message
    }

    private mutating func classify(
        _ request: ClassifyRequest
    ) -> UnsafeMutablePointer<Landcover__V1__ClassifyRequest> {
        let message = unsafe message(landcover__v1__classify_request__init)
        unsafe message.pointee.image = imageBytes()
        unsafe message.pointee.top_k = UInt32(clamping: request.topK)
        return unsafe message
    }

    private mutating func explain(
        _ request: ExplainRequest
    ) -> UnsafeMutablePointer<Landcover__V1__GradCamRequest> {
        let message = unsafe message(landcover__v1__grad_cam_request__init)
        unsafe message.pointee.image = imageBytes()
        switch request.target {
        case .predicted: break
        case .named(let name):
            unsafe message.pointee.target_case = LANDCOVER__V1__GRAD_CAM_REQUEST__TARGET_CLASS_NAME
            unsafe message.pointee.class_name = text(name)
        case .every:
            unsafe message.pointee.target_case = LANDCOVER__V1__GRAD_CAM_REQUEST__TARGET_EVERY_CLASS
            unsafe message.pointee.every_class =
                self.message(landcover__v1__grad_cam_request__every_class__init)
        }
        unsafe message.pointee.layout = request.style.layout.number
        unsafe message.pointee.color_map = request.style.colorMap.number
        unsafe message.pointee.opacity =
            self.message(landcover__v1__grad_cam_request__opacity__init)
        unsafe message.pointee.opacity.pointee.value = request.style.opacity
        unsafe message.pointee.minimum_side = UInt32(clamping: request.style.minimumSide)
        return unsafe message
    }
}
