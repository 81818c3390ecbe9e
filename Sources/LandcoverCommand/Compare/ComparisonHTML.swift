import Evaluation
import HeatmapRendering
import ImageCodecs
import Landcover
import PlainText
import Wire

/// The page of a run of comparisons, with every disagreement's image and heatmap.
struct ComparisonHTML {
    /// Disagreements that are shown; a page of thousands is read by nobody.
    static let usualLimit = 200

    private let summary: ComparisonSummary
    private let limit: Int

    /// Prepares the page of a run.
    init(_ summary: ComparisonSummary, limit: Int) {
        self.summary = summary
        self.limit = limit
    }

    /// The page's text.
    ///
    /// - Parameter daemon: Draws the heatmaps; an image that is gone is left out.
    /// - Returns: A whole HTML document.
    func text(asking daemon: Daemon) async -> String {
        var samples: [SamplePrediction] = []
        for record in summary.disagreements.prefix(limit) {
            if let sample = await sample(of: record, asking: daemon) { samples.append(sample) }
        }
        return ComparisonPage.text(
            for: ComparisonPage.Content(
                title: "landcover beside \(summary.second)",
                facts: facts(shown: samples.count),
                agreement: summary.agreement,
                first: "landcover",
                second: summary.second,
                disagreements: samples,
                unanswered: summary.unavailable.map {
                    ReportContent.Fact($0.file, $0.unavailable?.message ?? "")
                }
            )
        )
    }

    private func facts(shown: Int) -> [ReportContent.Fact] {
        var facts = [ReportContent.Fact("images with both answers", "\(summary.agreement.total)")]
        if summary.dollars > 0 {
            facts.append(.init("cost", ComparisonSummary.money(summary.dollars)))
        }
        if shown < summary.disagreements.count {
            facts.append(.init("disagreements shown", "\(shown) of \(summary.disagreements.count)"))
        }
        return facts
    }

    private func sample(
        of record: ComparisonRecord,
        asking daemon: Daemon
    ) async -> SamplePrediction? {
        guard let landcover = record.landcover, let opinion = record.opinion,
            let file = try? ImageSource.file(record.file).read(),
            let image = try? ImageDecoder().decode(file).image,
            let png = try? PNGEncoder().encode(image)
        else { return nil }
        let style = HeatmapStyle(layout: .overlay, minimumSide: 128)
        let request = ExplainRequest(
            image: file,
            target: .named(landcover.className),
            style: style
        )
        var heatmap: [UInt8]?
        if case .explanations(let explanations, _)? = try? await daemon.ask(.explain(request))
            .result
        {
            heatmap = explanations.first?.png
        }
        let confidence = FixedPoint.percentage(Double(landcover.confidence), places: 1)
        return SamplePrediction(
            imagePNG: png,
            heatmapPNG: heatmap,
            caption: "\(landcover.className) \(confidence), not \(opinion.className)",
            detail: "\(record.file): “\(opinion.reason)”",
            isRight: record.label.map { $0 == landcover.className }
        )
    }
}
