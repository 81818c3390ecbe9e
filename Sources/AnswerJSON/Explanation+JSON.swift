package import Landcover
package import PlainText

extension Explanation {
    /// The numbers without the picture: `values` has a row of the grid a row, each cell 0…1.
    package var json: JSONValue { .object(fields) }

    /// The fields of ``json``.
    package var fields: [JSONValue.Field] {
        let rows = (0..<heatmap.rows).map { row in
            let cells = heatmap.values[(row * heatmap.columns)..<((row + 1) * heatmap.columns)]
            return JSONValue.array(cells.map(JSONValue.single))
        }
        return [
            .init("prediction", prediction.json),
            .init("rows", .integer(heatmap.rows)),
            .init("columns", .integer(heatmap.columns)),
            .init("peak", .single(heatmap.peak)),
            .init("values", .array(rows)),
        ]
    }
}
