import PlainText

/// Rows in aligned columns for a terminal; widths are counted in characters.
struct TextTable {
    /// A column's heading and the side that its cells keep to.
    struct Column {
        /// The heading.
        let heading: String
        /// Whether the cells keep to the right, as numbers do.
        let isRightAligned: Bool

        /// A column of words.
        static func words(_ heading: String) -> Column {
            Column(heading: heading, isRightAligned: false)
        }

        /// A column of numbers.
        static func numbers(_ heading: String) -> Column {
            Column(heading: heading, isRightAligned: true)
        }
    }

    /// The columns from the left.
    let columns: [Column]

    /// The rows from the top, a cell for each column.
    let rows: [[String]]

    /// Characters between two columns.
    static let gap = 2

    /// The headings and the rows, a line each; no blanks at the lines' ends.
    var text: String {
        let lines = [columns.map(\.heading)] + rows
        let widths = columns.indices.map { column in
            lines.map { $0[column].count }.max() ?? 0
        }
        return lines.reduce(into: "") { text, line in
            let cells = columns.indices.map { column in
                columns[column].isRightAligned
                    ? line[column].leftPadded(to: widths[column])
                    : line[column].rightPadded(to: widths[column])
            }
            let joined = cells.joined(separator: String(repeating: " ", count: Self.gap))
            text += joined.reversed().drop { $0 == " " }.reversed() + "\n"
        }
    }
}
