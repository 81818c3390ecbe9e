/// Resizes grids of numbers, such as heatmaps, as Pillow resizes pictures of mode `F`: bilinear
/// between cell centres, the outermost cells continued to the edge, antialiased when shrinking.
///
/// Columns are resampled first, then rows, each summed in `Double` and rounded to `Float`. A
/// resampler is a plan: make it once for a pair of sizes, use it for any number of grids.
package struct GridResampler: Hashable, Sendable {
    private let sourceRows: Int
    private let sourceColumns: Int
    private let horizontal: BilinearTaps?
    private let vertical: BilinearTaps?

    /// Plans the way from one size to another, in cells.
    ///
    /// - Precondition: All four are positive.
    package init(
        from source: (rows: Int, columns: Int),
        to target: (rows: Int, columns: Int)
    ) {
        sourceRows = source.rows
        sourceColumns = source.columns
        horizontal =
            source.columns == target.columns
            ? nil : BilinearTaps(from: source.columns, to: target.columns)
        vertical =
            source.rows == target.rows
            ? nil : BilinearTaps(from: source.rows, to: target.rows)
    }

    /// Returns `values` in the target size.
    ///
    /// - Parameter values: The source's rows × columns finite numbers, top row first.
    /// - Returns: The target's rows × columns numbers, top row first.
    package func resample(_ values: [Float]) -> [Float] {
        precondition(
            values.count == sourceRows * sourceColumns,
            "the plan is for \(sourceRows) × \(sourceColumns) cells"
        )
        var grid = values
        if let horizontal { grid = resampleColumns(of: grid, by: horizontal) }
        if let vertical { grid = resampleRows(of: grid, by: vertical) }
        return grid
    }

    private func resampleColumns(of grid: [Float], by taps: BilinearTaps) -> [Float] {
        var target: [Float] = []
        target.reserveCapacity(sourceRows * taps.targetLength)
        for row in 0..<sourceRows {
            for column in 0..<taps.targetLength {
                let first = row * sourceColumns + taps.starts[column]
                target.append(taps.weightedSum(of: grid, from: first, every: 1, for: column))
            }
        }
        return target
    }

    private func resampleRows(of grid: [Float], by taps: BilinearTaps) -> [Float] {
        let columns = grid.count / sourceRows
        var target: [Float] = []
        target.reserveCapacity(taps.targetLength * columns)
        for row in 0..<taps.targetLength {
            for column in 0..<columns {
                let first = taps.starts[row] * columns + column
                target.append(taps.weightedSum(of: grid, from: first, every: columns, for: row))
            }
        }
        return target
    }
}

extension BilinearTaps {
    /// The target pixel `pixel` of the line that runs through `grid` from `first` in steps of
    /// `step`.
    fileprivate func weightedSum(
        of grid: [Float],
        from first: Int,
        every step: Int,
        for pixel: Int
    ) -> Float {
        var sum = 0.0
        for tap in 0..<count {
            sum += Double(grid[first + tap * step]) * weights[pixel * count + tap]
        }
        return Float(sum)
    }
}
