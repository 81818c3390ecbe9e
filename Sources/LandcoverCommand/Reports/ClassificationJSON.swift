import AnswerJSON
import Landcover
import PlainText
import Wire

/// Classifications as one JSON object a line, for programs.
enum ClassificationJSON {
    /// The image's name, and all that was found out or why nothing was.
    static func line(for report: ImageReport) -> String {
        var fields = [JSONValue.Field("file", .string(report.name))]
        switch report.outcome {
        case .success(let finding):
            fields += finding.classification.fields(timing: finding.timing)
        case .failure(let failure):
            fields.append(
                .init(
                    "error",
                    .object([
                        .init("exit_status", .integer(Int(failure.status.rawValue))),
                        .init("message", .string(failure.description)),
                    ])
                )
            )
        }
        return JSONValue.object(fields).text + "\n"
    }
}
