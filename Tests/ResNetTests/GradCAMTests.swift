import Landcover
import ResNet
import TestSupport
import Testing

@Suite struct `Grad-CAM` {
    private static let classNames = (0..<10).map { "class \($0)" }

    @Test func `in closed form is what autograd gives, for every class`() throws {
        let classifier = try Self.classifier()
        classifier.loadSeededInput(side: 64)
        let predictions = try classifier.predict()
        let heatmaps = try classifier.heatmaps(for: predictions, .every)
        #expect(heatmaps.map(\.prediction) == predictions)
        try Golden("random-64").expect(heatmaps.map(\.heatmap), side: 2)
    }

    @Test func `explains the likeliest class unless another is named`() throws {
        let classifier = try Self.classifier()
        classifier.loadSeededInput(side: 64)
        let predictions = try classifier.predict()
        let best = try #require(predictions.max { $0.logit < $1.logit })
        let predicted = try classifier.heatmaps(for: predictions, .predicted)
        #expect(predicted.map(\.prediction) == [best])
        let named = try classifier.heatmaps(for: predictions, .named(best.className))
        #expect(named.map(\.heatmap) == predicted.map(\.heatmap))
    }

    @Test func `refuses a class that the model does not have, and lists those it has`() throws {
        let classifier = try Self.classifier()
        classifier.loadSeededInput(side: 64)
        let predictions = try classifier.predict()
        let error = #expect(throws: ModelError.self) {
            try classifier.heatmaps(for: predictions, .named("Desert"))
        }
        #expect(error == .unknownClass("Desert", known: Self.classNames))
        #expect(error?.description.contains("class 3") == true)
    }

    @Test func `does not trust evidence that does not add up to the logit`() throws {
        let classifier = try Self.classifier()
        classifier.loadSeededInput(side: 64)
        let forged = try classifier.predict().map {
            Prediction(
                className: $0.className,
                classIndex: $0.classIndex,
                probability: $0.probability,
                logit: $0.logit + 0.1
            )
        }
        let error = #expect(throws: ModelError.self) {
            try classifier.heatmaps(for: forged, .predicted)
        }
        guard case .inconsistentEvidence = error else {
            Issue.record("expected inconsistent evidence, got \(String(describing: error))")
            return
        }
    }

    @Test func `without a supporting place gives zeros, not a division by zero`() {
        let heatmap = Heatmap(evidence: [-1, -2, -0.5, 0], rows: 2, columns: 2)
        #expect(heatmap.values == [0, 0, 0, 0])
        #expect(heatmap.peak == 0)
        #expect(!heatmap.hasPositiveEvidence)
    }

    private static func classifier() throws -> Classifier {
        try Classifier(
            SeededParameters(),
            Architecture(classCount: classNames.count),
            metadata: ModelMetadata(classNames: classNames, inputSide: 64)
        )
    }
}

extension Classifier {
    /// Puts the goldens' input before the network, past the preprocessing.
    borrowing func loadSeededInput(side: Int) {
        let values = SeededInput.values(side: side, batch: 1)
        withInput { input in
            for index in values.indices { input[index] = values[index] }
        }
    }
}
