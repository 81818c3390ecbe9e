import HeatmapRendering
import Landcover
import PlainText

/// Classifications in columns for a person.
package struct ClassificationTable: Hashable, Sendable {
    // As wide as EuroSAT's longest class, HerbaceousVegetation; longer ones push the rest aside.
    private static let classWidth = 20

    private let nameWidth: Int

    /// Prepares a table whose first column is `nameWidth` characters wide.
    package init(nameWidth: Int) {
        self.nameWidth = max(nameWidth, "FILE".count)
    }

    /// The width that fits names, within reason: one long path shall not push all classes aside.
    package static func width(for names: some Sequence<String>) -> Int {
        min(names.map(\.printable.count).max() ?? 0, 60)
    }

    /// What the columns hold.
    package var header: String { row("FILE", "CLASS", "CONFIDENCE") }

    /// A line a class, the likeliest first; the name stands on the first.
    package func lines(for report: ImageReport) -> String {
        guard case .success(let finding) = report.outcome else { return "" }
        var name = report.name.printable
        return finding.classification.predictions.reduce(into: "") { text, prediction in
            let confidence = Captions.percentage(of: prediction.probability)
            text += row(name, prediction.className.printable, confidence)
            name = ""
        }
    }

    private func row(_ name: String, _ className: String, _ confidence: String) -> String {
        let name = name.rightPadded(to: nameWidth)
        let className = className.rightPadded(to: Self.classWidth)
        return "\(name)  \(className)  \(confidence.leftPadded(to: 10))\n"
    }
}
