import Datasets
import Evaluation
import HeatmapRendering
import ImageCodecs
import Landcover
import ResNet
import Resampling
import PlainText

/// Draws images with the evidence for what the model takes them for.
struct SampleGallery: ~Copyable {
    private var classifier: Classifier
    private let dataset: Dataset

    /// The longer side of the pictures: twice EuroSAT's, as wide as the page shows them.
    private static let pictureSide = 128

    /// Compiles the model for single images.
    init(
        _ checkpoint: Checkpoint,
        _ metadata: ModelMetadata,
        _ dataset: Dataset
    ) throws(ModelError) {
        classifier = try Classifier(checkpoint, metadata: metadata)
        self.dataset = dataset
    }

    /// Draws the images that these answers are about, with heatmaps of the predicted classes.
    mutating func samples(of outcomes: [Outcome]) throws -> [SamplePrediction] {
        let images = dataset.images(named: Set(outcomes.map(\.name)))
        let progress = ProgressLine(label: "heatmaps")
        defer { progress.clear() }
        var samples: [SamplePrediction] = []
        for outcome in outcomes {
            guard let image = images[outcome.name] else { continue }
            samples.append(try sample(outcome, image))
            progress.show(Double(samples.count) / Double(outcomes.count))
        }
        return samples
    }

    private mutating func sample(
        _ outcome: Outcome,
        _ image: RGBImage
    ) throws -> SamplePrediction {
        let classNames = dataset.classNames
        let answer = Softmax(outcome.logits, temperature: Double(classifier.metadata.temperature))
        let predicted = classNames[answer.predicted]
        let isRight = answer.predicted == outcome.label
        let title = isRight ? predicted : "\(classNames[outcome.label]) → \(predicted)"

        let picture = Self.resized(image)
        let encoder = PNGEncoder(compressionLevel: 9)
        let explanation = try explanation(of: predicted, for: image)
        let heatmap = HeatmapRenderer.render(explanation, over: picture, style: HeatmapStyle())
        return SamplePrediction(
            imagePNG: try encoder.encode(picture),
            heatmapPNG: try heatmap.map { try encoder.encode($0) },
            caption: "\(title) \(FixedPoint.percentage(answer.confidence, places: 1))",
            // The folder is the class, which the caption has.
            detail: outcome.name.split(separator: "/").last.map(String.init) ?? outcome.name,
            isRight: isRight
        )
    }

    private mutating func explanation(
        of className: String,
        for image: RGBImage
    ) throws(ModelError) -> Explanation {
        classifier.load(image)
        let predictions = try classifier.predict()
        let heatmaps = try classifier.heatmaps(for: predictions, .named(className))
        guard let (prediction, heatmap) = heatmaps.first else {
            throw .unknownClass(className, known: dataset.classNames)
        }
        return Explanation(prediction: prediction, heatmap: heatmap)
    }

    private static func resized(_ image: RGBImage) -> RGBImage {
        let longer = max(image.width, image.height)
        func scaled(_ side: Int) -> Int { max(1, side * pictureSide / longer) }
        return BilinearResampler(
            from: (image.width, image.height),
            to: (scaled(image.width), scaled(image.height))
        ).resample(image)
    }
}
