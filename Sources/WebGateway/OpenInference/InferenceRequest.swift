import FoundationEssentials

/// What a client of the Open Inference Protocol asks (`$inference_request`), as much as is read.
///
/// Source: Open Inference Protocol v2, REST; Triton's extension `binary_tensor_data`.
package struct InferenceRequest: Decodable {
    /// A tensor that is sent.
    package struct Input: Decodable {
        /// Such as `image`.
        package let name: String
        /// Elements along each axis.
        package let shape: [Int]
        /// Such as `BYTES`.
        package let datatype: String
        /// How the tensor is sent.
        package let parameters: InputParameters?
        /// Its elements, unless they follow the document as bytes.
        package let data: Texts?
    }

    /// How an input is sent.
    package struct InputParameters: Decodable {
        /// How many of the bytes after the document are its own.
        package let binaryDataSize: Int?

        private enum CodingKeys: String, CodingKey {
            case binaryDataSize = "binary_data_size"
        }
    }

    /// A tensor that is asked for.
    package struct Output: Decodable {
        /// Such as `probabilities`.
        package let name: String
        /// How it is to be sent.
        package let parameters: OutputParameters?
    }

    /// How an output is to be sent.
    package struct OutputParameters: Decodable {
        /// As bytes after the document.
        package let binaryData: Bool?
        /// As the likeliest so many classes in words.
        package let classification: Int?

        private enum CodingKeys: String, CodingKey {
            case binaryData = "binary_data"
            case classification
        }
    }

    /// What holds for the whole request.
    package struct Parameters: Decodable {
        /// All outputs as bytes after the document.
        package let binaryDataOutput: Bool?

        private enum CodingKeys: String, CodingKey {
            case binaryDataOutput = "binary_data_output"
        }
    }

    /// Elements as text, in however many brackets.
    package struct Texts: Decodable {
        /// The elements in row-major order.
        package let texts: [String]

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                texts = [text]
            } else {
                texts = try container.decode([Texts].self).flatMap(\.texts)
            }
        }
    }

    /// The client's name for the request.
    package let id: String?
    /// The tensors that are sent.
    package let inputs: [Input]
    /// The tensors that are asked for; all if nothing is said.
    package let outputs: [Output]?
    /// What holds for the whole request.
    package let parameters: Parameters?

    /// Reads a document.
    ///
    /// - Throws: ``Problem`` with `INVALID_ARGUMENT`.
    package init(_ document: ArraySlice<UInt8>) throws(Problem) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(document))
        } catch let error as DecodingError {
            throw .badRequest("the request is no inference request: \(error.sentence)")
        } catch {
            throw .badRequest("the request is no JSON")
        }
    }
}

extension DecodingError {
    /// What is wrong, and where, in words; nothing of the document's values.
    fileprivate var sentence: String {
        func place(_ path: [any CodingKey]) -> String {
            let names = path.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
            return names.isEmpty ? "the document" : names.joined(separator: ".")
        }
        switch self {
        case .keyNotFound(let key, let context):
            return "\(place(context.codingPath)) lacks \(key.stringValue)"
        case .valueNotFound(_, let context): return "\(place(context.codingPath)) is null"
        case .typeMismatch(_, let context):
            return "\(place(context.codingPath)) is of another type"
        case .dataCorrupted(let context): return "\(place(context.codingPath)) cannot be read"
        @unknown default: return "it cannot be read"
        }
    }
}
