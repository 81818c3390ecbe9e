package import Landcover
package import PlainText

/// The answer to an inference request: a document, and perhaps bytes after it.
package struct InferenceAnswer {
    /// A tensor that the model gives, for each image a value a class, in the model's order.
    package enum Output: String, CaseIterable {
        /// After softmax and temperature, 0…1.
        case probabilities
        /// Before both.
        case logits

        fileprivate func value(of prediction: Prediction) -> Float {
            switch self {
            case .probabilities: prediction.probability
            case .logits: prediction.logit
            }
        }
    }

    /// The document.
    package let document: JSONValue
    /// The tensors that were asked for as bytes, one after the other.
    package let binary: [UInt8]
    /// Whether a tensor was asked for as bytes.
    package let hasBinary: Bool

    /// Writes an answer.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - model: The model's name and version.
    ///   - classifications: What was found out, all classes of each image.
    /// - Throws: ``Problem`` if something else is asked for than the model gives.
    package init(
        to request: InferenceRequest,
        model: (name: String, version: String),
        classifications: [Classification]
    ) throws(Problem) {
        let predictions = classifications.map { classification in
            classification.predictions.sorted { $0.classIndex < $1.classIndex }
        }
        var outputs: [JSONValue] = []
        var binary: [UInt8] = []
        let everythingWanted = try Self.wanted(by: request)
        for wanted in everythingWanted {
            var fields: [JSONValue.Field] = [.init("name", .string(wanted.output.rawValue))]
            let bytes: [UInt8]
            let data: [JSONValue]
            if let count = wanted.classes {
                let words = predictions.map { Self.words($0, wanted.output, count) }
                bytes = ByteStrings.bytes(of: words.flatMap(\.self).map { Array($0.utf8) })
                data = words.flatMap(\.self).map(JSONValue.string)
                fields += [
                    .init("datatype", .string("BYTES")),
                    .init("shape", Self.shape(words.count, words.first?.count ?? 0)),
                ]
            } else {
                let values = predictions.map { $0.map(wanted.output.value) }
                bytes = values.flatMap(\.self).flatMap { value in
                    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
                }
                data = values.flatMap(\.self).map(JSONValue.single)
                fields += [
                    .init("datatype", .string("FP32")),
                    .init("shape", Self.shape(values.count, values.first?.count ?? 0)),
                ]
            }
            if wanted.isBinary {
                binary += bytes
                let size = JSONValue.Field("binary_data_size", .integer(bytes.count))
                fields.append(.init("parameters", .object([size])))
            } else {
                fields.append(.init("data", .array(data)))
            }
            outputs.append(.object(fields))
        }
        var fields: [JSONValue.Field] = [
            .init("model_name", .string(model.name)),
            .init("model_version", .string(model.version)),
        ]
        if let id = request.id { fields.append(.init("id", .string(id))) }
        fields.append(.init("outputs", .array(outputs)))
        document = .object(fields)
        self.binary = binary
        hasBinary = everythingWanted.contains(where: \.isBinary)
    }

    private struct Wanted {
        let output: Output
        let isBinary: Bool
        let classes: Int?
    }

    private static func wanted(by request: InferenceRequest) throws(Problem) -> [Wanted] {
        let isBinary = request.parameters?.binaryDataOutput ?? false
        guard let outputs = request.outputs, !outputs.isEmpty else {
            return [Wanted(output: .probabilities, isBinary: isBinary, classes: nil)]
        }
        var wanted: [Wanted] = []
        for output in outputs {
            guard let known = Output(rawValue: output.name) else {
                let names = Output.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badRequest(
                    "the model has no output \(output.name.prefix(60)); known: \(names)"
                )
            }
            let classes = output.parameters?.classification
            guard classes ?? 1 > 0 else {
                throw .badRequest("`classification` is \(classes ?? 0); give 1 or more")
            }
            wanted.append(
                Wanted(
                    output: known,
                    isBinary: output.parameters?.binaryData ?? isBinary,
                    classes: classes
                )
            )
        }
        return wanted
    }

    /// The likeliest classes as Triton's extension `classification` writes them: `value:index:name`.
    private static func words(
        _ predictions: [Prediction],
        _ output: Output,
        _ count: Int
    ) -> [String] {
        predictions.sorted { output.value(of: $0) > output.value(of: $1) }.prefix(count).map {
            "\(output.value(of: $0)):\($0.classIndex):\($0.className)"
        }
    }

    private static func shape(_ rows: Int, _ columns: Int) -> JSONValue {
        .array([.integer(rows), .integer(columns)])
    }
}
