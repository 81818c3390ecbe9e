import Landcover
import Wire
import PlainText

/// Classifications as one JSON object a line, for programs.
enum ClassificationJSON {
    /// The image's name, and all that was found out or why nothing was.
    static func line(for report: ImageReport) -> String {
        var fields = [JSONValue.Field("file", .string(report.name))]
        switch report.outcome {
        case .success(let finding):
            let image = finding.classification.image
            fields += [
                .init("predictions", .array(finding.classification.predictions.map(\.json))),
                .init("image", image.json),
                .init("warnings", .array(image.warnings.map(JSONValue.string))),
                .init("timing", finding.timing.json),
            ]
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

extension Prediction {
    /// The prediction as an object.
    var json: JSONValue {
        .object([
            .init("class", .string(className)),
            .init("index", .integer(classIndex)),
            .init("probability", .single(probability)),
            .init("logit", .single(logit)),
        ])
    }
}

extension ImageSummary {
    fileprivate var json: JSONValue {
        .object([
            .init("width", .integer(width)),
            .init("height", .integer(height)),
        ])
    }
}

extension Timing {
    fileprivate var json: JSONValue {
        .object([
            .init("queue_microseconds", .integer(queue.wholeMicroseconds)),
            .init("decode_microseconds", .integer(decode.wholeMicroseconds)),
            .init("compute_microseconds", .integer(compute.wholeMicroseconds)),
            .init("encode_microseconds", .integer(encode.wholeMicroseconds)),
        ])
    }
}

extension Duration {
    /// The duration in microseconds, rounded down.
    var wholeMicroseconds: Int {
        Int(components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)
    }
}
