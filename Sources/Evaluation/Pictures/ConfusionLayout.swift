import PlainText

/// Where the parts of a confusion matrix are, in CSS pixels.
struct ConfusionLayout: Hashable, Sendable {
    /// The classes, very long names shortened.
    let names: [String]

    /// All cells.
    let grid: Frame

    private let side: Double
    private let nameReach: Double

    /// Leaves as much room as the names need.
    init(classNames: [String]) {
        names = classNames.map { $0.shortened(to: Self.longestName) }
        let nameWidth = names.map { Picture.width(of: $0) }.max() ?? 0
        // Names above the columns rise and reach to the right at half a right angle.
        nameReach = (nameWidth + 12) * 0.71
        side = classNames.count > 20 ? 32 : 48
        let extent = side * Double(classNames.count)
        grid = Frame(
            x: max(36 + nameWidth + 8, 150),
            y: max(44, nameReach + 16),
            width: extent,
            height: extent
        )
    }

    /// One cell.
    func cell(row: Int, column: Int) -> Frame {
        Frame(
            x: grid.x + Double(column) * side + 1,
            y: grid.y + Double(row) * side + 1,
            width: side - 2,
            height: side - 2
        )
    }

    /// Where the recalls end.
    var recallX: Double { grid.maxX + 56 }

    /// The upper edge of the legend.
    var legendY: Double { grid.maxY + 40 }

    /// The picture's width.
    var width: Double {
        max(recallX + 12, grid.maxX + nameReach - side / 2 + 8, grid.x + 5 * 66 + 12).rounded(.up)
    }

    /// The picture's height.
    var height: Double { (legendY + 2 * 24 + 4).rounded(.up) }

    private static let longestName = 28
}
