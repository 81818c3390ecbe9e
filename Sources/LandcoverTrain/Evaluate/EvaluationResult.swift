import Evaluation

/// What `evaluate` found out, and about what.
struct EvaluationResult {
    /// The model's path.
    let model: String
    /// The images, in words.
    let images: String
    /// The side of the network's input in pixels.
    let inputSide: Int
    /// Whether the logits are means over the symmetries of the square.
    let usesSymmetries: Bool
    /// The figures.
    let summary: EvaluationSummary
    /// How it fares with disturbed images, if that was asked.
    let robustness: Robustness?

    /// The tables for a terminal.
    ///
    /// - Parameter width: Characters a line, or nil for as many as it takes.
    func text(width: Int?) -> String {
        let symmetries = usesSymmetries ? ", mean over eight symmetries" : ""
        let heading = "\(model) on \(images), input \(inputSide)×\(inputSide)\(symmetries)\n"
        let tables = [
            heading, SummaryTable.text(for: summary), ClassTable.text(for: summary),
            ConfusionTable.text(for: summary, width: width),
            robustness.map { RobustnessTable.text(for: $0) },
        ]
        return tables.compactMap(\.self).joined(separator: "\n")
    }

    /// Everything for programs.
    var json: JSONValue {
        let about: [JSONValue.Field] = [
            .init("model", .string(model)),
            .init("data", .string(images)),
            .init("input_size", .integer(inputSide)),
            .init("symmetries", .integer(usesSymmetries ? 8 : 1)),
            .init("result", summary.json),
        ]
        return .object(about + (robustness.map { [.init("robustness", $0.json)] } ?? []))
    }
}
