/// Where in an image the evidence for one class lies: Grad-CAM.
///
/// Source: Selvaraju et al. 2017, equations 1 and 2.
///
/// Values are relative to this map's own maximum, so two heatmaps are not comparable by value;
/// ``peak`` tells how strong the strongest place is.
package struct Heatmap: Hashable, Sendable {
    /// Cells from top to bottom.
    package let rows: Int

    /// Cells from left to right.
    package let columns: Int

    /// `rows × columns` values of 0…1, top row first; all zero if nothing supports the class.
    package let values: [Float]

    /// The largest evidence of any cell, in units of the class's logit; 0 if nothing supports it.
    package let peak: Float

    /// Wraps a map that is already rectified and scaled.
    ///
    /// - Precondition: `values.count == rows * columns`, and both are positive.
    package init(rows: Int, columns: Int, values: [Float], peak: Float) {
        precondition(rows > 0 && columns > 0, "a heatmap has at least one cell")
        precondition(values.count == rows * columns, "a heatmap has one value a cell")
        self.rows = rows
        self.columns = columns
        self.values = values
        self.peak = peak
    }

    /// Rectifies and scales raw evidence: negative cells become 0, the largest becomes 1.
    ///
    /// Evidence without a positive cell gives all zeros rather than a division by zero.
    ///
    /// - Parameters:
    ///   - evidence: `rows × columns` values in logit units, top row first.
    ///   - rows: Cells from top to bottom.
    ///   - columns: Cells from left to right.
    package init(evidence: [Float], rows: Int, columns: Int) {
        let peak = max(0, evidence.max() ?? 0)
        let values = evidence.map { peak > 0 ? max(0, $0) / peak : 0 }
        self.init(rows: rows, columns: columns, values: values, peak: peak)
    }

    /// Whether any cell supports the class.
    package var hasPositiveEvidence: Bool { peak > 0 }
}
