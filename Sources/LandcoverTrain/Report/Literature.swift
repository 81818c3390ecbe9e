import ArgumentParser
import Evaluation
import ResNet
import PlainText

/// A set of published results to set a model against.
enum Literature: String, ExpressibleByArgument, CaseIterable {
    /// ResNet-50 on EuroSAT's RGB images.
    case eurosat
    /// None.
    case none

    /// The results for a model of these classes, in any order.
    init(classNames: [String]) {
        let isEuroSAT = Set(classNames) == Set(ModelMetadata.euroSATClassNames)
        self = isEuroSAT ? .eurosat : .none
    }

    /// The model among the published ones; nil where there are none.
    func comparison(
        with summary: EvaluationSummary,
        metadata: ModelMetadata
    ) -> ReportTable? {
        guard self == .eurosat else { return nil }
        let interval = summary.accuracyInterval
        let lower = FixedPoint.text(interval.lowerBound * 100, places: 2)
        let upper = FixedPoint.text(interval.upperBound * 100, places: 2)
        let own = ReportTable.Row(
            [
                "this model", Self.beginning(of: metadata),
                FixedPoint.percentage(summary.accuracy),
                "\(summary.count) images; 95 % interval \(lower) – \(upper) %",
            ],
            isHighlighted: true
        )
        let others = Self.euroSAT.map {
            ReportTable.Row([$0.name, $0.weights, $0.accuracy, $0.judgedBy])
        }
        return ReportTable(
            headings: ["ResNet-50", "First weights", "Accuracy", "Judged by"],
            rows: [own] + others,
            note: "Every one of these splits EuroSAT's images at random in its own way, and some "
                + "chose the best epoch by the very images of the figure: differences of a few "
                + "tenths of a point say nothing."
        )
    }

    private struct Result {
        let name: String
        let weights: String
        let accuracy: String
        let judgedBy: String
    }

    private static let euroSAT = [
        Result(
            name: "AiTLAS Benchmark Arena, pre-trained",
            weights: "ImageNet",
            accuracy: "98.83 %",
            judgedBy: "test, 5,400 images (60/20/20)"
        ),
        Result(
            name: "Helber et al. 2019",
            weights: "ImageNet",
            accuracy: "98.57 %",
            judgedBy: "test, a split of their own"
        ),
        Result(
            name: "AiTLAS Benchmark Arena, from scratch",
            weights: "random",
            accuracy: "97.89 %",
            judgedBy: "validation, its best epoch"
        ),
        Result(
            name: "this project's origin",
            weights: "ImageNet",
            accuracy: "93.9 %",
            judgedBy: "as it reports itself"
        ),
    ]

    private static func beginning(of metadata: ModelMetadata) -> String {
        guard let weights = InitialWeights(of: metadata) else { return "see below" }
        return weights.areRandom ? "random" : "given, see below"
    }
}
