import FoundationEssentials

/// The images that an inference request brings.
package struct InferenceImages {
    /// JPEG or PNG files.
    package let images: [[UInt8]]

    /// The most images of one request.
    package static let most = 64

    /// The name of the one input.
    package static let name = "image"

    /// Finds the images of a request.
    ///
    /// - Parameters:
    ///   - request: The document.
    ///   - binary: The bytes that follow it.
    /// - Throws: ``Problem`` with `INVALID_ARGUMENT`.
    package init(_ request: InferenceRequest, binary: ArraySlice<UInt8>) throws(Problem) {
        guard request.inputs.count == 1, let input = request.inputs.first,
            input.name == Self.name
        else {
            throw .badRequest("the model has one input, \(Self.name); send that and no other")
        }
        guard input.datatype == "BYTES" else {
            throw .badRequest(
                "`\(Self.name)` is \(input.datatype.prefix(20)); send BYTES: each element a JPEG or "
                    + "PNG file"
            )
        }
        let elements = try Self.elements(of: input, binary: binary)
        // [n] is the model's shape; clients that always add an axis for the batch say [n, 1].
        let isShaped =
            input.shape.first == elements.count && input.shape.dropFirst().allSatisfy { $0 == 1 }
        guard isShaped else {
            throw .badRequest(
                "`\(Self.name)` has \(elements.count) elements and the shape \(input.shape); "
                    + "the shape is [\(elements.count)]"
            )
        }
        guard 1...Self.most ~= elements.count else {
            throw .badRequest("send 1 to \(Self.most) images a request, not \(elements.count)")
        }
        guard elements.allSatisfy({ !$0.isEmpty }) else {
            throw .badRequest("an image of the request is empty")
        }
        images = elements
    }

    private static func elements(
        of input: InferenceRequest.Input,
        binary: ArraySlice<UInt8>
    ) throws(Problem) -> [[UInt8]] {
        if let size = input.parameters?.binaryDataSize {
            guard input.data == nil, size == binary.count,
                let elements = ByteStrings.elements(of: binary)
            else {
                throw .badRequest(
                    "the bytes after the document are not the \(size) that it announces, each "
                        + "element with its length before it"
                )
            }
            return elements.map(Array.init)
        }
        guard let texts = input.data?.texts, binary.isEmpty else {
            throw .badRequest("`\(name)` has no data")
        }
        var elements: [[UInt8]] = []
        for text in texts {
            guard let bytes = Data(base64Encoded: text) else {
                throw .badRequest(
                    "an element of \(name) is no base64; send files as base64 in JSON"
                )
            }
            elements.append(Array(bytes))
        }
        return elements
    }
}
