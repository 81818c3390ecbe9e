package import Evaluation
import PlainText

/// What a run of comparisons found out.
package struct ComparisonSummary: Sendable {
    /// How often both agree, in the model's order of classes.
    package private(set) var agreement: Agreement

    /// What the other model is called; several if the API gave several.
    package private(set) var models: [String] = []

    /// What the answers cost in US dollars, cached ones not counted.
    package private(set) var dollars = 0.0

    /// Images without a second answer.
    package private(set) var unavailable: [ComparisonRecord] = []

    /// Images that failed.
    package private(set) var failed: [ComparisonRecord] = []

    /// Images that both judged differently.
    package private(set) var disagreements: [ComparisonRecord] = []

    private let index: [String: Int]

    /// Sums up records.
    ///
    /// - Parameters:
    ///   - records: What is known of each image.
    ///   - classNames: The daemon's classes in order.
    package init(_ records: [ComparisonRecord], classNames: [String]) {
        // A model in the file may have had other classes than the daemon has now.
        let named = records.flatMap { [$0.landcover?.className, $0.opinion?.className] }
        let others = Set(named.compactMap(\.self)).subtracting(classNames).sorted()
        let names = classNames + others
        agreement = Agreement(classNames: names)
        index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        for record in records { add(record) }
    }

    private mutating func add(_ record: ComparisonRecord) {
        guard let landcover = record.landcover else { return failed.append(record) }
        guard let opinion = record.opinion else { return unavailable.append(record) }
        guard let first = index[landcover.className], let second = index[opinion.className] else {
            return
        }
        agreement.add(first: first, second: second, label: record.label.flatMap { index[$0] })
        if first != second { disagreements.append(record) }
        if !models.contains(opinion.model) { models.append(opinion.model) }
        if !opinion.isCached { dollars += opinion.dollars ?? 0 }
    }

    /// The other model's name.
    package var second: String { models.isEmpty ? "the other" : models.joined(separator: ", ") }

    /// The table and the sentences at the end of a run.
    package var text: String {
        guard agreement.total > 0 else { return "" }
        var text = "\n" + AgreementTable.text(for: agreement, first: "landcover", second: second)
        let share = ComparisonPage.share
        text += "\nagreement          \(share(agreement.agreed, agreement.total))\n"
        if let kappa = agreement.kappa {
            text += "Cohen's kappa      \(FixedPoint.text(kappa, places: 2))\n"
        }
        if agreement.labelled > 0 {
            text += "landcover right    \(share(agreement.firstRight, agreement.labelled))\n"
            text +=
                "\(second.rightPadded(to: 12)) right "
                + "\(share(agreement.secondRight, agreement.labelled))\n"
        }
        if dollars > 0 { text += "cost               \(Self.money(dollars))\n" }
        return text
    }

    /// An amount of US dollars with as many digits as small ones need.
    package static func money(_ dollars: Double) -> String {
        "$" + FixedPoint.text(dollars, places: dollars < 1 ? 5 : 2)
    }
}
