import Landcover

/// Classifications as comma-separated values, for tables and scripts.
enum ClassificationCSV {
    /// What the fields hold.
    static let header = "file,rank,class,probability,logit,error\n"

    /// A line a class, the likeliest first; one with the reason if the image failed.
    static func lines(for report: ImageReport) -> String {
        switch report.outcome {
        case .success(let finding):
            finding.classification.predictions.enumerated().reduce(into: "") { text, ranked in
                let prediction = ranked.element
                text += record([
                    report.name, "\(ranked.offset + 1)", prediction.className,
                    "\(prediction.probability)", "\(prediction.logit)", "",
                ])
            }
        case .failure(let failure):
            record([report.name, "", "", "", "", failure.description])
        }
    }

    private static func record(_ fields: [String]) -> String {
        fields.map(quoted).joined(separator: ",") + "\n"
    }

    private static func quoted(_ field: String) -> String {
        // By scalar: Swift takes a carriage return and a line feed together for one character.
        let isPlain = !field.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        guard !isPlain else { return field }
        return "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
