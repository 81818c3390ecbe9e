import HeatmapRendering
import ImageCodecs
import Landcover
import ResNet
import Resampling
import Serving
import Wire

/// A network with everything around it that turns an image file into an answer.
///
/// It belongs to one worker at a time.
struct InferenceEngine: ~Copyable {
    private var classifier: Classifier
    private let decoder = ImageDecoder()

    /// The image of a self-test, as a file.
    private static let sample = grey(side: 64)

    /// Prepares to answer with a network.
    init(_ classifier: consuming Classifier) {
        self.classifier = classifier
    }

    /// Answers a job: decode, compute, encode, stopping early once nobody wants the answer.
    ///
    /// - Parameters:
    ///   - job: What is to be answered.
    ///   - clock: Gives the times in the answer.
    ///   - progress: Called at each stage.
    /// - Returns: The answer, whose status says how it went.
    mutating func answer(
        _ job: Job,
        clock: ContinuousClock = ContinuousClock(),
        progress: @escaping @Sendable (ContinuousClock.Instant) -> Void = { _ in }
    ) -> Response {
        var timing = Timing()
        let stages = Stages(call: job.call, clock: clock, progress: progress)
        do throws(StatusError) {
            let result =
                switch job.work {
                case .classify(let request):
                    try classify(request, stages, &timing)
                case .explain(let request):
                    try explain(request, stages, &timing)
                case .selfTest:
                    try classify(ClassifyRequest(image: Self.sample), stages, &timing)
                }
            return Response(result, timing: timing)
        } catch {
            return Response(error.status, timing: timing)
        }
    }

    /// Runs every stage a few times, so that no first request pays for pages and caches that are
    /// cold.
    mutating func warmUp() throws(StatusError) {
        let request = ExplainRequest(image: Self.sample)
        for _ in 0..<3 {
            let call = PendingCall(accepted: .now) { _ in }
            let response = answer(Job(.explain(request), from: .server, for: call))
            guard response.status.code == .ok else { throw StatusError(response.status) }
        }
    }

    private mutating func classify(
        _ request: ClassifyRequest,
        _ stages: Stages,
        _ timing: inout Timing
    ) throws(StatusError) -> Response.Result {
        let (image, predictions) = try predict(request.image, stages, &timing)
        let start = stages.clock.now
        let ranked = predictions.sorted { $0.logit > $1.logit }
        let count = request.topK == 0 ? ranked.count : min(request.topK, ranked.count)
        let classification = Classification(
            predictions: Array(ranked.prefix(count)),
            image: image.summary
        )
        timing.encode = stages.clock.now - start
        return .classification(classification)
    }

    private mutating func explain(
        _ request: ExplainRequest,
        _ stages: Stages,
        _ timing: inout Timing
    ) throws(StatusError) -> Response.Result {
        do throws(ModelError) {
            try classifier.validate(request.target)
        } catch {
            throw StatusError(error)
        }
        let (image, predictions) = try predict(request.image, stages, &timing)
        let start = stages.clock.now
        var explanations: [Explanation] = []
        do throws(ModelError) {
            for (prediction, heatmap) in try classifier.heatmaps(for: predictions, request.target) {
                explanations.append(Explanation(prediction: prediction, heatmap: heatmap))
            }
        } catch {
            throw StatusError(error)
        }
        let painter = FigurePainter(over: image.image, style: request.style)
        for index in explanations.indices {
            _ = try stages.next()
            do throws(ImageError) {
                explanations[index] = try painter.paint(explanations[index])
            } catch {
                throw StatusError(error)
            }
        }
        timing.encode = stages.clock.now - start
        return .explanations(explanations, image: image.summary)
    }

    /// Decodes an image file and runs the network on it.
    private mutating func predict(
        _ file: [UInt8],
        _ stages: Stages,
        _ timing: inout Timing
    ) throws(StatusError) -> (DecodedImage, [Prediction]) {
        let start = stages.clock.now
        timing.queue = start - stages.call.accepted
        _ = try stages.next()
        let image: DecodedImage
        do throws(ImageError) {
            image = try decoder.decode(file, neededSide: classifier.metadata.inputSide)
        } catch {
            throw StatusError(error)
        }
        classifier.load(image.image)
        let decoded = try stages.next()
        timing.decode = decoded - start
        do throws(ModelError) {
            let predictions = try classifier.predict()
            timing.compute = stages.clock.now - decoded
            return (image, predictions)
        } catch {
            throw StatusError(error)
        }
    }

    private static func grey(side: Int) -> [UInt8] {
        let image = RGBImage(
            width: side,
            height: side,
            pixels: [UInt8](repeating: 128, count: side * side * 3)
        )
        do throws(ImageError) {
            return try PNGEncoder().encode(image)
        } catch {
            preconditionFailure("a small image can be encoded: \(error)")
        }
    }
}

/// The steps of a job, between which it may be told to stop.
private struct Stages {
    let call: PendingCall
    let clock: ContinuousClock
    let progress: (ContinuousClock.Instant) -> Void

    /// Begins the next step.
    ///
    /// - Returns: The time.
    /// - Throws: Why nobody wants the answer any more.
    func next() throws(StatusError) -> ContinuousClock.Instant {
        let now = clock.now
        progress(now)
        if let reason = call.reasonToStop(at: now) { throw StatusError(reason) }
        return now
    }
}

extension DecodedImage {
    /// What the client is told of the image.
    fileprivate var summary: ImageSummary {
        ImageSummary(width: header.width, height: header.height, warnings: warnings)
    }
}
