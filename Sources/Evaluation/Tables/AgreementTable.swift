import PlainText

/// Two judges' agreement for a terminal.
package enum AgreementTable {
    /// A row for each class that either judge names: what the other says of it.
    ///
    /// - Parameters:
    ///   - agreement: What is shown.
    ///   - first: What the first judge is called.
    ///   - second: What the second judge is called.
    /// - Returns: Lines that each end with a line feed.
    package static func text(for agreement: Agreement, first: String, second: String) -> String {
        table(for: agreement, first: first, second: second).text
    }

    private static func table(for agreement: Agreement, first: String, second: String) -> TextTable
    {
        TextTable(
            columns: [
                .words("CLASS"), .numbers(first.printable), .numbers(second.printable),
                .numbers("BOTH"), .numbers("AGREEMENT"), .words("ELSE \(second.printable) SAYS"),
            ],
            rows: rows(of: agreement).map { [$0.name] + $0.counts + [$0.share, $0.others] }
        )
    }

    /// A class with what each judge makes of it.
    struct Row {
        let name: String
        let counts: [String]
        let share: String
        let others: String
    }

    /// A row for each class that either judge names, and one for all.
    static func rows(of agreement: Agreement) -> [Row] {
        let matrix = agreement.matrix
        let named = agreement.classNames.indices.filter {
            matrix.support(of: $0) + matrix.predictions(of: $0) > 0
        }
        let classes = named.map { index in
            let (first, second) = (matrix.support(of: index), matrix.predictions(of: index))
            let both = matrix.counts[index][index]
            return Row(
                name: agreement.classNames[index].printable,
                counts: ["\(first)", "\(second)", "\(both)"],
                share: first == 0
                    ? FixedPoint.undefined
                    : FixedPoint.percentage(Double(both) / Double(first), places: 1),
                others: others(than: index, agreement)
            )
        }
        guard agreement.total > 0 else { return classes }
        let total = "\(agreement.total)"
        let all = Row(
            name: "all",
            counts: [total, total, "\(agreement.agreed)"],
            share: FixedPoint.percentage(
                Double(agreement.agreed) / Double(agreement.total),
                places: 1
            ),
            others: ""
        )
        return classes + [all]
    }

    /// What the second judge says instead, most frequent first.
    private static func others(than first: Int, _ agreement: Agreement) -> String {
        let row = agreement.matrix.counts[first]
        let others = row.indices.filter { $0 != first && row[$0] > 0 }.sorted {
            (row[$1], $0) < (row[$0], $1)
        }
        return others.map { "\(agreement.classNames[$0].printable) \(row[$0])" }
            .joined(separator: ", ")
    }
}
