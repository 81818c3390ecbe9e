import HeatmapRendering
import ImageCodecs
import Landcover
import ResNet
import Resampling
import Wire

/// The model with everything around it that turns an image file into an answer.
///
/// It belongs to the compute thread, which makes it, uses it and frees it.
struct InferenceEngine: ~Copyable {
    /// The model as clients see it.
    let model: ModelReport

    private var classifier: Classifier
    private let decoder = ImageDecoder()

    private init(_ classifier: consuming Classifier, modelPath: String) {
        model = ModelReport(classifier, path: modelPath)
        self.classifier = classifier
    }

    /// Loads a model and runs it, through the same code as every request.
    static func load(modelPath: String, threads: Int?) throws(DaemonError) -> InferenceEngine {
        var engine: InferenceEngine
        do throws(ModelError) {
            let checkpoint = try Checkpoint(path: modelPath)
            let metadata = try ModelMetadata(strings: checkpoint.metadata, path: modelPath)
            let classifier = try Classifier(checkpoint, metadata: metadata, threads: threads)
            engine = InferenceEngine(classifier, modelPath: modelPath)
        } catch {
            throw .model(reason: error.description)
        }
        do throws(StatusError) {
            try engine.warmUp()
        } catch {
            throw .model(reason: error.status.message)
        }
        return engine
    }

    /// Answers a job: decode, compute, encode, stopping early once nobody wants the answer.
    ///
    /// - Parameters:
    ///   - job: What is to be answered.
    ///   - clock: Gives the times in the answer.
    /// - Returns: The answer, whose status says how it went.
    mutating func answer(_ job: Job, clock: ContinuousClock = ContinuousClock()) -> Response {
        var timing = Timing()
        do throws(StatusError) {
            let result =
                switch job.work {
                case .classify(let request):
                    try classify(request, job, &timing, clock)
                case .explain(let request):
                    try explain(request, job, &timing, clock)
                }
            return Response(result, timing: timing)
        } catch {
            return Response(error.status, timing: timing)
        }
    }

    private mutating func classify(
        _ request: ClassifyRequest,
        _ job: Job,
        _ timing: inout Timing,
        _ clock: ContinuousClock
    ) throws(StatusError) -> Response.Result {
        let (image, predictions) = try predict(request.image, job, &timing, clock)
        let start = clock.now
        let ranked = predictions.sorted { $0.logit > $1.logit }
        let count = request.topK == 0 ? ranked.count : min(request.topK, ranked.count)
        let classification = Classification(
            predictions: Array(ranked.prefix(count)),
            image: image.summary
        )
        timing.encode = clock.now - start
        return .classification(classification)
    }

    private mutating func explain(
        _ request: ExplainRequest,
        _ job: Job,
        _ timing: inout Timing,
        _ clock: ContinuousClock
    ) throws(StatusError) -> Response.Result {
        do throws(ModelError) {
            try classifier.validate(request.target)
        } catch {
            throw StatusError(error)
        }
        let (image, predictions) = try predict(request.image, job, &timing, clock)
        let start = clock.now
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
            try Self.proceed(job, clock)
            do throws(ImageError) {
                explanations[index] = try painter.paint(explanations[index])
            } catch {
                throw StatusError(error)
            }
        }
        timing.encode = clock.now - start
        return .explanations(explanations, image: image.summary)
    }

    /// Decodes an image file and runs the network on it.
    private mutating func predict(
        _ file: [UInt8],
        _ job: Job,
        _ timing: inout Timing,
        _ clock: ContinuousClock
    ) throws(StatusError) -> (DecodedImage, [Prediction]) {
        let start = clock.now
        timing.queue = start - job.accepted
        try Self.proceed(job, clock)
        let image: DecodedImage
        do throws(ImageError) {
            image = try decoder.decode(file, neededSide: classifier.metadata.inputSide)
        } catch {
            throw StatusError(error)
        }
        classifier.load(image.image)
        let decoded = clock.now
        timing.decode = decoded - start
        try Self.proceed(job, clock)
        do throws(ModelError) {
            let predictions = try classifier.predict()
            timing.compute = clock.now - decoded
            return (image, predictions)
        } catch {
            throw StatusError(error)
        }
    }

    /// Throws once nobody wants the answer any more.
    private static func proceed(_ job: Job, _ clock: ContinuousClock) throws(StatusError) {
        if let reason = job.reasonToStop(at: clock.now) { throw StatusError(reason) }
    }

    /// Runs every stage once, so that no first request pays for pages and caches that are cold.
    private mutating func warmUp() throws(StatusError) {
        let side = classifier.metadata.inputSide
        let grey = RGBImage(
            width: side,
            height: side,
            pixels: [UInt8](repeating: 128, count: side * side * 3)
        )
        let file: [UInt8]
        do throws(ImageError) {
            file = try PNGEncoder().encode(grey)
        } catch {
            throw StatusError(error)
        }
        let request = ExplainRequest(image: file)
        for _ in 0..<3 {
            let job = Job(.explain(request), accepted: .now, deadline: nil) { _ in }
            let response = answer(job)
            guard response.status.code == .ok else { throw StatusError(response.status) }
        }
    }
}

extension DecodedImage {
    /// What the client is told of the image.
    fileprivate var summary: ImageSummary {
        ImageSummary(width: header.width, height: header.height, warnings: warnings)
    }
}

extension ModelReport {
    /// A model is called what its file is called, without folder and ending.
    private static func name(ofFile path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return String(file.prefix(upTo: file.lastIndex(of: ".") ?? file.endIndex))
    }

    /// Describes a loaded model.
    fileprivate init(_ classifier: borrowing Classifier, path: String) {
        let metadata = classifier.metadata
        self.init(
            name: Self.name(ofFile: path),
            path: path,
            classes: metadata.classNames,
            inputSide: metadata.inputSide,
            precision: classifier.precision.rawValue,
            temperature: metadata.temperature,
            metadata: metadata.provenance.sorted { $0.key < $1.key }.map {
                Entry(key: $0.key, value: $0.value)
            }
        )
    }
}
