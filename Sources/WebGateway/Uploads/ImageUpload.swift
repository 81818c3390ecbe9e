import HTTPTypes
import Hummingbird
import MultipartForms
import NIOCore
import Wire

/// Reads the image that a request brings: its whole body, or the field `image` of a form.
struct ImageUpload: Sendable {
    /// The longest body, in bytes.
    let limit: Int
    /// What all uploads may take together.
    let room: UploadRoom

    /// Reading through a form, or a document, longer than this would keep others from the loop.
    private static let longBytes = 1 << 20

    /// Reads an image and answers it.
    ///
    /// - Parameters:
    ///   - request: The request, nothing of whose body has been read.
    ///   - body: Answers the image's bytes; they are counted until it returns.
    /// - Returns: What `body` returns.
    /// - Throws: ``Problem``.
    func read(
        _ request: Request,
        _ body: ([UInt8]) async throws -> Response
    ) async throws -> Response {
        let form = try Form(request.headers[.contentType])
        return try await collect(request) { bytes in
            try await body(try form.image(in: bytes))
        }
    }

    /// Reads a body of whatever form.
    func collect(
        _ request: Request,
        _ body: ([UInt8]) async throws -> Response
    ) async throws -> Response {
        if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(
                .unsupportedMediaType,
                Status(
                    .invalidArgument,
                    "the body is compressed (\(coding.prefix(40))); send it as it is"
                )
            )
        }
        let announced = request.headers[.contentLength].flatMap(Int.init)
        guard announced ?? 0 <= limit else { throw Problem.tooLarge(limit: limit) }
        return try await room.hold(announced ?? limit) {
            let bytes: [UInt8]
            do {
                bytes = try await receive(request, announced)
            } catch is IOError {
                // Nobody is left to read it.
                throw Problem.cutOff
            } catch is CancellationError {
                throw Problem(Status(.unavailable, "landcover-web is stopping; try again"))
            }
            guard bytes.count == announced ?? bytes.count else { throw Problem.cutOff }
            guard bytes.count > Self.longBytes else { return try await body(bytes) }
            return try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await body(bytes)
            }
        }
    }

    private func receive(_ request: Request, _ announced: Int?) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced ?? 0)
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= limit else {
                throw Problem.tooLarge(limit: limit)
            }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// How an image lies in a body.
    private enum Form {
        case whole
        case field(boundary: String)

        /// The name of the field with the image.
        private static let name = "image"

        init(_ contentType: String?) throws(Problem) {
            guard let contentType else {
                self = .whole
                return
            }
            let type = HeaderParameters(contentType)
            if type.value.hasPrefix("image/") || type.value == "application/octet-stream" {
                self = .whole
            } else if type.value == "multipart/form-data", let boundary = type["boundary"],
                1...70 ~= boundary.utf8.count
            {
                self = .field(boundary: boundary)
            } else {
                throw Problem(
                    .unsupportedMediaType,
                    Status(
                        .invalidArgument,
                        "`\(type.value.prefix(100))` is no image; send the file as image/jpeg or "
                            + "image/png, or as the field image of multipart/form-data"
                    )
                )
            }
        }

        func image(in bytes: [UInt8]) throws(Problem) -> [UInt8] {
            let image: [UInt8]
            switch self {
            case .whole: image = bytes
            case .field(let boundary): image = try Self.field(in: bytes, boundary: boundary)
            }
            guard !image.isEmpty else {
                throw .badRequest("there is no image; send a JPEG or PNG file as the body")
            }
            return image
        }

        private static func field(
            in bytes: [UInt8],
            boundary: String
        ) throws(Problem) -> [UInt8] {
            let form: MultipartForm
            do throws(MultipartForm.Defect) {
                form = try MultipartForm(bytes, boundary: boundary)
            } catch {
                throw .badRequest("the form cannot be read: \(error)")
            }
            let images = form.parts.filter { $0.name == name }
            guard images.count == 1 else {
                throw .badRequest(
                    "the form has \(images.count) fields called \(name); send one image a request"
                )
            }
            return Array(images[0].content)
        }
    }
}

extension Problem {
    /// The connection ended within the body.
    fileprivate static let cutOff = badRequest("the body ends before its announced length")
}
