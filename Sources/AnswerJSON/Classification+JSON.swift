package import Landcover
package import PlainText
package import Wire

extension Prediction {
    /// The prediction as an object.
    package var json: JSONValue {
        .object([
            .init("class", .string(className)),
            .init("index", .integer(classIndex)),
            .init("probability", .single(probability)),
            .init("logit", .single(logit)),
        ])
    }
}

extension ImageSummary {
    /// The image's size as an object; ``warnings`` stand beside it.
    package var json: JSONValue {
        .object([
            .init("width", .integer(width)),
            .init("height", .integer(height)),
        ])
    }

    /// What the image is, as fields of an answer about it.
    package var fields: [JSONValue.Field] {
        [.init("image", json), .init("warnings", .array(warnings.map(JSONValue.string)))]
    }
}

extension Classification {
    /// The answer's fields: predictions, image, warnings, and where the time went.
    package func fields(timing: Timing) -> [JSONValue.Field] {
        [.init("predictions", .array(predictions.map(\.json)))] + image.fields
            + [.init("timing", timing.json)]
    }
}

extension Timing {
    /// The split as an object, in microseconds.
    package var json: JSONValue {
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
    package var wholeMicroseconds: Int {
        Int(components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)
    }
}
