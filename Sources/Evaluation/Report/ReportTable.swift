/// A table of a report: its first column names the rows, numbers keep to the right.
package struct ReportTable: Hashable, Sendable {
    /// A row, which may be set off from the others.
    package struct Row: Hashable, Sendable {
        /// A cell for each column.
        package let cells: [String]
        /// Whether the row is the one that the table is about.
        package let isHighlighted: Bool

        /// States a row.
        package init(_ cells: [String], isHighlighted: Bool = false) {
            self.cells = cells
            self.isHighlighted = isHighlighted
        }
    }

    /// The columns' headings.
    package let headings: [String]

    /// The rows from the top.
    package let rows: [Row]

    /// A sentence below the table, such as its source; empty for none.
    package let note: String

    /// States a table.
    ///
    /// - Precondition: Every row has a cell for each heading, of which there is at least one.
    package init(headings: [String], rows: [Row], note: String = "") {
        precondition(!headings.isEmpty, "a table has a column")
        precondition(rows.allSatisfy { $0.cells.count == headings.count }, "rows fill the columns")
        self.headings = headings
        self.rows = rows
        self.note = note
    }

    /// The table and its note as parts of a page; wide tables scroll by themselves.
    var elements: [Element] {
        let head = Element(
            "tr",
            headings.enumerated().map { column, heading in
                Element("th", ["scope": "col", "class": style(of: column)], text: heading)
            }
        )
        let body = rows.map { row in
            Element(
                "tr",
                ["class": row.isHighlighted ? "own" : "other"],
                row.cells.enumerated().map { column, cell in
                    column == 0
                        ? Element("th", ["scope": "row"], text: cell)
                        : Element("td", ["class": style(of: column)], text: cell)
                }
            )
        }
        let table = Element("table", [Element("thead", [head]), Element("tbody", body)])
        let note = note.isEmpty ? [] : [Element("p", ["class": "note"], text: note)]
        return [Element("div", ["class": "wide"], [table])] + note
    }

    /// A column keeps to the right if its cells are numbers and their signs, without words.
    private func style(of column: Int) -> String {
        let hasWords = rows.contains { $0.cells[column].contains(where: \.isLetter) }
        return column > 0 && !hasWords ? "number" : "words"
    }
}

extension Element {
    fileprivate init(_ name: StaticString, _ content: [Element]) {
        self.init(name, [:], content)
    }
}
