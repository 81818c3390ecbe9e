import Evaluation
import PlainText

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
    var robustness: Robustness?

    /// The tables for a terminal, but for the robustness, which takes long to find out.
    ///
    /// - Parameter width: Characters a line, or nil for as many as it takes.
    /// - Returns: Lines, the last without a line feed.
    func tables(width: Int?) -> String {
        let symmetries = usesSymmetries ? ", mean over eight symmetries" : ""
        let heading = "\(model) on \(images), input \(inputSide)×\(inputSide)\(symmetries)\n"
        let tables = [
            heading, SummaryTable.text(for: summary), ClassTable.text(for: summary),
            ConfusionTable.text(for: summary, width: width),
        ]
        return String(tables.joined(separator: "\n").dropLast())
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
